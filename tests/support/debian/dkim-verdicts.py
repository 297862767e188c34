"""Verifies every DKIM signature of mails: RECORDS.json FILE... prints a line each: file, then pass or fail per signature."""

import json
import sys

import dkim

with open(sys.argv[1], encoding="ascii") as records_file:
    records = json.load(records_file)


def answer(name, timeout=5):
    """The TXT record of a name, as dkim asks for it: bytes, with a dot at the end."""
    return records.get(name.decode().rstrip("."), "").encode()


for file in sys.argv[2:]:
    with open(file, "rb") as mail_file:
        mail = mail_file.read()
    verdicts = []
    for index in range(mail.lower().split(b"\r\n\r\n")[0].count(b"dkim-signature:")):
        try:
            good = dkim.DKIM(mail, minkey=2048).verify(idx=index, dnsfunc=answer)
            verdicts.append("pass" if good else "fail")
        except dkim.DKIMException as error:
            verdicts.append(type(error).__name__)
    print(file, *verdicts, sep="\t")
