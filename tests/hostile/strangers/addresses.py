"""IP addresses that are not of the public internet, and ways to write an address that hide where it leads."""

from typing import Final

# IP addresses to which nothing may be connected, as a name's look-up, a literal and a redirect
NOT_PUBLIC: Final = (
    *("127.0.0.1", "127.0.0.53", "127.255.255.254", "0.0.0.0", "0.1.2.3"),  # noqa: S104 - not listened on
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.255"),
    *("100.64.0.1", "100.127.255.254"),
    *("169.254.169.254", "169.254.170.2", "169.254.0.23", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
    *("192.0.0.8", "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255", "192.88.99.1"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::ffff:93.184.215.14"),
    *("::127.0.0.1", "::10.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::10.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
    *("2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1"),
    *("fc00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ff0e::1"),
    *("4000::1", "8000::1", "e000::1"),
)
PUBLIC_ONES: Final = (
    *("1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1"),
    *("192.167.255.255", "192.169.0.0", "169.253.0.1", "198.17.0.1", "198.20.0.1", "223.255.255.255"),
    *("2606:2800:220:1::1", "2a00:1450:4001::1", "2001:200::1", "2003::1", "64:ff9b::8.8.8.8"),
)
# Addresses of this machine or of nothing; to each, nothing may be connected
WRITTEN: Final = (
    *("http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/"),
    *("http://0177.0.0.1/", "http://017700000001/", "http://0x7F.1/", "http://127.0.0.1./", "http://127.0.0.1../"),
    *("http://127.0.0.01/", "http://127.0.0.1.1/", "http://127.0.0.256/", "http://0/", "http://0.0/"),
    *("http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://１２７．０．０．１/", "http://127．1/"),
    *(
        "http://%31%32%37.0.0.1/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://ⓛocalhost/",
        "http://ｌocalhost/",
    ),
    *(
        "http://localhost.localdomain/",
        "http://intranet/",
        "http://router.lan/",
        "http://metadata.google.internal/",
    ),
    *(
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::1%25lo]/",
        "http://[::1%lo]/",
    ),
    *("http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[2606:4700::1111%25lo]/"),
    *("http://[:::]/", "http://[1:2]/", "http://[v1.x]/", "http://[g::1]/", "http://[127.0.0.1]/", "http://[]/"),
    *("http://user@feed.example/", "http://user:secret@feed.example/", "http://:@feed.example/"),
    *("http://feed.example@127.0.0.1/", "http://feed.example:80@127.0.0.1/", "http://feed.example\\@127.0.0.1/"),
    *("http://127.0.0.1#@feed.example/", "http://127.0.0.1?@feed.example/", "http://127.0.0.1\\.feed.example/"),
    *("http://feed.example:22/", "http://feed.example:25/", "http://feed.example:0/", "http://feed.example:8080/"),
    *("http://feed.example:6379/", "https://feed.example:8443/", "http://feed.example:65535/"),
    *(
        "http://feed.example:65616/",
        "http://feed.example:-80/",
        "http://feed.example:80:90/",
        "http://feed.example:8o/",
    ),
    *("file:///etc/passwd", "file://feed.example/etc/passwd", "ftp://feed.example/", "gopher://feed.example:80/"),
    *(
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "unix:///run/docker.sock",
        "ws://feed.example/",
        "jar:http://x!/",
    ),
    *("dict://127.0.0.1:11211/stat", "ldap://127.0.0.1/", "view-source:http://127.0.0.1/", "about:blank", "tel:1"),
    *("//feed.example/", "http:///feed", "http:/", "http://", "http:feed.example", "feed.example", "", " ", "\0"),
    *("http://feed\0.example/", "http://feed example/", "http://feed.example\r\nHost: x/", "http://a..b/"),
    *(f"http://{'a' * 64}.example/", f"http://{'a.' * 200}example/", f"http://feed.example/{'a' * 2_000}"),
    *("http://xn--.example/", "http://xn--a.example/", "http://\u202efeed.example/", "http://feed\u200b.invalid/"),
    *(
        "http://[::1",
        "http://]/",
        "http://feed.example]/",
        "http://*/",
        "http://feed.example*/",
        "http://ｆeed.ｉnvalid/",
    ),
)
