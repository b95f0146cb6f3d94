"""usage: netscape_writers.py WRITER BACK FILE EXPECTED: a program reads cookies.txt, and saves it again."""

import json
import sys

writer, back, file, expected = sys.argv[1:]
if writer == "yt-dlp":
    from yt_dlp.cookies import YoutubeDLCookieJar as Jar
else:
    from http.cookiejar import MozillaCookieJar as Jar
jar = Jar(file)
jar.load(ignore_discard=True, ignore_expires=True)
held = {cookie.name: cookie.value for cookie in jar}
wanted = json.load(open(expected))
jar.save(back, ignore_discard=True, ignore_expires=True)
print(json.dumps({"error": None if held == wanted else f"other cookies: {sorted(held)}"}))
