#!/usr/bin/env bash
# Behaviour: perl's HTTP::Cookies (the jar of LWP) does not send a cookie of a cookies.txt for
# `.site.example TRUE` to the host site.example itself, only to the hosts below it: for site.example it looks
# under `site.example` and `.example`, never under `.site.example`. By RFC 6265 (5.1.3) the cookie is for both,
# and curl, wget and Python send it to both. With the domain written without its dot perl sends it to both,
# and Python's MozillaCookieJar refuses the whole file. So no one line is read as meant by both programs.
# Version: HTTP::Cookies 6.10 (Debian 12, libhttp-cookies-perl), Python 3.11.7.
# Output seen:
#   .site.example: perl sends to site.example: no, www.site.example: yes; Python reads the file
#   site.example: perl sends to site.example: yes, www.site.example: yes; Python refuses the file
# Exit code 1 if that changes. It needs perl and python3; no network, but for apt-get download.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
for package in libhttp-cookies-perl libhttp-message-perl libhttp-date-perl liburi-perl libtimedate-perl \
    liblwp-mediatypes-perl libio-html-perl libencode-locale-perl libclone-perl; do
    apt-get download --quiet=2 "$package" 2>/dev/null
done
for package in *.deb; do dpkg --extract "$package" root; done
export PERL5LIB=$folder/root/usr/share/perl5:$(echo "$folder"/root/usr/lib/*/perl5/*)
cat >send.pl <<'PERL'
use strict;
use warnings;
use HTTP::Cookies::Netscape;
use HTTP::Request;
my $jar = HTTP::Cookies::Netscape->new(file => "cookies.txt");
my @told;
for my $host ("site.example", "www.site.example") {
    my $request = HTTP::Request->new(GET => "http://$host/");
    $jar->add_cookie_header($request);
    push @told, "$host: " . ($request->header("Cookie") ? "yes" : "no");
}
print join ", ", @told;
PERL
for domain in .site.example site.example; do
    printf '# Netscape HTTP Cookie File\n%s\tTRUE\t/\tFALSE\t4102444800\tname\tvalue\n' $domain >cookies.txt
    python=reads
    python3 -c 'import http.cookiejar; http.cookiejar.MozillaCookieJar("cookies.txt").load()' 2>/dev/null ||
        python=refuses
    echo "$domain: perl sends to $(perl send.pl); Python $python the file"
done | tee out
diff out - <<'SEEN'
.site.example: perl sends to site.example: no, www.site.example: yes; Python reads the file
site.example: perl sends to site.example: yes, www.site.example: yes; Python refuses the file
SEEN
