#!/usr/bin/env bash
# Behaviour: npm `file-cookie-store` takes percent escapes out of the values (and names) of a cookies.txt that
# other programs wrote, and so sends other bytes than the service set: `a%2Cb` in the file becomes `a,b` on
# the wire. curl, wget, Python and all others tried send the value as it stands in the file. It writes with
# encodeURIComponent, so that its own files come back as they were, and those of others do not.
# A value with a `%` that begins no escape (`100%`, which is a valid cookie) makes the file unreadable.
# Version: file-cookie-store 0.2.1, with the tough-cookie 2.0.0 that it depends on, Node.js 20.20.2.
# Output seen:
#   a%2Cb%2Ac is read as a,b*c
#   100% is refused: URI malformed
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund file-cookie-store@0.2.1
cat >read.js <<'JS'
const fs = require("fs");
const Store = require("file-cookie-store");
const { CookieJar } = require(require.resolve("tough-cookie", { paths: [require.resolve("file-cookie-store")] }));

function read(value) {
  const line = `.site.example\tTRUE\t/\tFALSE\t4102444800\tsession\t${value}\n`;
  fs.writeFileSync("cookies.txt", `# Netscape HTTP Cookie File\n${line}`);
  return new Promise((done) => {
    const failed = (error) => done(`refused: ${error.message}`);
    process.once("uncaughtException", failed);
    try {
      const jar = new CookieJar(new Store("cookies.txt", { lockfile: false }));
      jar.getCookieString("http://www.site.example/", (error, text) =>
        error ? failed(error) : done(`read as ${text.replace("session=", "")}`),
      );
    } catch (error) {
      failed(error);
    }
  });
}

(async () => {
  for (const value of ["a%2Cb%2Ac", "100%"]) console.log(`${value} is ${await read(value)}`);
})();
JS
node read.js 2>&1 | tee out
diff out - <<'SEEN'
a%2Cb%2Ac is read as a,b*c
100% is refused: URI malformed
SEEN
