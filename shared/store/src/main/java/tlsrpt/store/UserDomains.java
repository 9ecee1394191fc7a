package tlsrpt.store;

import java.util.Set;

/// Domains that sign the mail of anyone who opens a mailbox there. The list is never complete, and nothing depends on
/// that: a domain that is missing counts as new, with no more trust.
final class UserDomains {

    private static final Set<String> NAMES = Set.of(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "aol.com",
            "icloud.com",
            "me.com",
            "mac.com",
            "mail.ru",
            "bk.ru",
            "inbox.ru",
            "list.ru",
            "internet.ru",
            "yandex.ru",
            "yandex.com",
            "gmx.de",
            "gmx.net",
            "gmx.com",
            "web.de",
            "freenet.de",
            "t-online.de",
            "posteo.de",
            "posteo.net",
            "mailbox.org",
            "proton.me",
            "protonmail.com",
            "pm.me",
            "fastmail.com",
            "fastmail.fm",
            "zoho.com",
            "zohomail.com",
            "ik.me",
            "naver.com",
            "comcast.net",
            "orange.fr",
            "laposte.net",
            "seznam.cz",
            "qq.com",
            "163.com");

    private UserDomains() {}

    static boolean has(String domain) {
        return NAMES.contains(domain);
    }
}
