#!/usr/bin/env bash
# Behaviour: MSW 2 (the usual mock of HTTP in JavaScript tests) has a cookie store of its own, in Node.js as well, where
# `fetch` keeps no cookies. A handler's `Set-Cookie` goes into that store, and each later request to the host arrives
# with it, `credentials: "omit"` or not: a client that forgets the cookies of a login passes its tests and fails at
# the service. The `Cookie` header that the handler sees is not one that any client sends: it holds the attributes
# (`Path=/; HttpOnly`), and the cookie twice; `cookies` has a cookie named Path. MSW 3, which needs Node.js 22, does
# none of it.
# Version: msw 2.15.0 (the last of 2) on Node.js 20.20.2, and msw 3.0.5 on Node.js 24.21.0.
# Output seen:
#   msw 2.15.0: header "session=s; Path=/; HttpOnly; session=s; Path=/; HttpOnly", cookies {"session":"s","Path":"/"}
#   msw 3.0.5: header null, cookies {}
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
cat >login.mjs <<'JS'
import { readFileSync } from "node:fs";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";

let seen;
const server = setupServer(
  http.get("https://site.example/login", () =>
    HttpResponse.json({}, { headers: { "Set-Cookie": "session=s; Path=/; HttpOnly" } })),
  http.get("https://site.example/account", ({ request, cookies }) => {
    seen = `header ${JSON.stringify(request.headers.get("cookie"))}, cookies ${JSON.stringify(cookies)}`;
    return HttpResponse.json({});
  }),
);
server.listen();
await fetch("https://site.example/login");
await fetch("https://site.example/account", { credentials: "omit" });
const { version } = JSON.parse(readFileSync("node_modules/msw/package.json", "utf8"));
console.log(`msw ${version}: ${seen}`);
JS
for packages in "msw@2.15.0" "msw@3.0.5 node@24.21.0"; do
    install=${packages%% *}
    mkdir "$install"
    cp login.mjs "$install"
    # Unquoted: each word is a package.
    (cd "$install" && npm install --silent --no-audit --no-fund $packages)
    node=$folder/$install/node_modules/node/bin/node
    [ -x "$node" ] || node=node
    (cd "$install" && "$node" login.mjs) | tee -a out
done
diff out - <<'SEEN'
msw 2.15.0: header "session=s; Path=/; HttpOnly; session=s; Path=/; HttpOnly", cookies {"session":"s","Path":"/"}
msw 3.0.5: header null, cookies {}
SEEN
