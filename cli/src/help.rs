//! The texts below the options in the help.

pub(crate) const LOGIN_SHORT_HELP: &str =
    "`qrlogin login --help` has examples, the exit codes and the JSON lines.";

pub(crate) const LOGIN_LONG_HELP: &str = "\
Examples:
  qrlogin login bilibili-web --out bilibili.json
  qrlogin login bilibili-web --format netscape --out cookies.txt
  qrlogin login 115 --format netscape --netscape session-zero --out cookies.txt
  qrlogin login 115-gateway --base-url https://gateway.example --app tv
  qrlogin login 115 --app tv --format header
  qrlogin login 115-open --set client_id=APPID
  qrlogin login taptap --region china
  qrlogin login wechat-web --json --renew 2 | your-program
  qrlogin login bilibili-tv --demo
  qrlogin login bilibili-web --record login.har

The code is a key to your account while it is shown. Scan it from your own screen, and do not paste its \
link into web pages that turn links into QR codes: whoever runs them can watch the login. Where it \
does not scan, use --qr-file.

Standard output has the credentials and nothing else; all other text goes to standard error. If it is closed, \
--out FILE is needed. NO_COLOR is honoured except for the code itself, which scanners want dark on light whatever \
the terminal's colours; --qr utf8 and --qr ascii have none.

JSON lines (--json), by their field \"event\":
  code        payload (the text to encode), image_url, image, scan_with, notice,
              expires_at (Unix time in ms)
  scanned     avatar (base64 or null)
  confirmed
  retrying    cause, attempt
  credential  the last line of a success: credential, or with --out FILE: flow, saved_to,
              format, left_out (the fields that the format has no place for);
              warnings (objects with kind and message); and demo, if it was one
  error       the last line of a failure: kind, message, causes, advice, exit_code, detail;
              and credential, if the login succeeded but the file could not be written

Exit codes:
    0  logged in
    1  the output could not be written; credentials that could not be saved are on
       standard output, or in another file that is named
    2  wrong usage: an option, a setting, a place for a file; nothing was sent
   10  the code expired, or the time that --timeout gives
   11  declined on the phone
   12  the service refused
   13  blocked: a firewall or an HTTP status
   14  no answer: network, proxy, TLS
   15  the answer was malformed or incomplete, or led to a foreign place
  130  interrupted (Ctrl-C, SIGTERM)";

pub(crate) const REFRESH_HELP: &str = "\
Examples:
  qrlogin login 115-open --set client_id=APPID --out 115.json
  qrlogin refresh 115.json

It is due from 5 minutes before the access token ends. Before that nothing is sent, so that it can be \
run every few minutes. Each refresh token is good for one refresh: of several runs at once, one makes the call \
and the others wait for it. After a year the service wants a new login.

The old tokens are void with the answer. So the file is replaced by its like before the call, to see that \
it can be. It is replaced whole or stays as it was, and Ctrl-C waits for the answer (at most 40 s).

JSON lines (--json), by their field \"event\":
  refreshed   flow, saved_to, expires_at (Unix time in ms, or null)
  not_due     flow, expires_at
  error       kind, message, causes, advice, exit_code, detail; and credential, if the file
              could not be written

Exit codes, the others being those of `qrlogin login --help`:
    0  refreshed, or not due
    1  the output could not be written; new credentials that could not be saved are on
       standard output, or in another file that is named
    2  wrong usage: no credentials of 115-open, or no place to save them; nothing was sent";

pub(crate) const REPLAY_HELP: &str = "\
Examples:
  qrlogin replay login.har
  qrlogin replay --json browser.har --flow wechat-web --ignore tip

The exit code is that of the recorded login (see `qrlogin login --help`), or
   20  the login goes another way than the recording: it is told at which entry, what was wanted
       and what came
   21  the recording ends before the login does, as one of an interrupted login: all of it was
       replayed

The credentials of a recording without secrets are stand-ins; they are printed with --json only.";

pub(crate) const SIMULATE_HELP: &str = "\
The first line on standard output is the origin, such as http://127.0.0.1:8115. Point a \
client at it:
  qrlogin login bilibili-web --reroute http://127.0.0.1:8115

By default a person scans each code after 2 s and confirms after 4 s. Other scenarios:
  --set 'person=scan@1s deny@2s'    the person declines
  --set person=expire               nobody scans
  --set 'fault.1=bilibili-web/poll#2 status:502'
  --set person=                     you are the person:
                                    curl -X POST ORIGIN/_sim/scan, then ORIGIN/_sim/confirm
ORIGIN/_sim/ lists all control calls. A client that cannot be pointed at another origin:
  qrlogin simulate --tls --ca ca.pem
  HTTPS_PROXY=ORIGIN SSL_CERT_FILE=ca.pem your-client

It runs until Ctrl-C, which is exit code 0.";
