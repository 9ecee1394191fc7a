package tlsrpt.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Fifty days in the language of [Scenario] in which much happens at once: reporters that report now and then, policies
/// that change and that reporters adopt days apart, faults of one family that come, go and return.
final class WildIncidents {

    private static final int DAYS = 50;
    private static final List<String> REPORTERS =
            List.of("google", "microsoft", "yahoo", "comcast", "gmx.net", "small.example.org");
    private static final List<String> FAULTS = List.of(
            "certificate-expired mx1",
            "certificate-host-mismatch mx2",
            "starttls-not-supported mx1",
            "validation-failure mx2",
            "sts-policy-fetch-error",
            "sts-webpki-invalid",
            "tlsa-invalid mx1");
    private static final List<String> POLICIES =
            List.of("enforce", "testing", "sts", "dane", "enforce mx mx1.example.com");

    private final Random random;
    private final Map<String, String> faults = new HashMap<>();
    private final Map<String, String> policies = new HashMap<>();

    private WildIncidents(Random random) {
        this.random = random;
    }

    static String of(Random random) {
        return new WildIncidents(random).text();
    }

    private String text() {
        policies();
        var few = FAULTS.subList(0, 1 + random.nextInt(FAULTS.size()));
        for (int n = 0; n < 6; n++) {
            fault(few.get(random.nextInt(few.size())));
        }
        var rare = new HashMap<String, Double>();
        for (var reporter : REPORTERS) {
            rare.put(reporter, random.nextInt(3) == 0 ? 0.5 : 0.05);
        }
        var text = new StringBuilder();
        for (int day = 1; day <= DAYS; day++) {
            for (var reporter : REPORTERS) {
                if (day > 2 && random.nextDouble() < rare.getOrDefault(reporter, 0.0)) {
                    continue;
                }
                var at = day + reporter;
                var fault = faults.getOrDefault(at, "");
                boolean blocked = !fault.isEmpty() && random.nextInt(4) == 0;
                text.append("day ").append(day).append(": ").append(reporter);
                text.append(" ok ").append(blocked ? 0 : 100).append(fault);
                text.append(' ').append(policies.getOrDefault(at, "enforce")).append('\n');
            }
        }
        return text.toString();
    }

    /// Two changes, and one reporter that does without for a while.
    private void policies() {
        var before = POLICIES.get(random.nextInt(POLICIES.size()));
        int from = 1;
        for (int change = 0; change < 3; change++) {
            int until = change == 2 ? DAYS + 1 : from + 8 + random.nextInt(15);
            for (var reporter : REPORTERS) {
                int lag = change == 0 ? 0 : random.nextInt(3);
                for (int day = from + lag; day <= DAYS; day++) {
                    policies.put(day + reporter, before);
                }
            }
            from = until;
            before = POLICIES.get(random.nextInt(POLICIES.size()));
        }
        int bare = 10 + random.nextInt(30);
        for (var reporter : some()) {
            int days = 1 + random.nextInt(4);
            for (int day = bare; day < bare + days; day++) {
                policies.put(day + reporter, "nopolicy");
            }
        }
    }

    private void fault(String fault) {
        int from = 3 + random.nextInt(40);
        int days = 1 + random.nextInt(5);
        for (var reporter : some()) {
            int lag = random.nextInt(2);
            for (int day = from + lag; day < from + lag + days; day++) {
                faults.put(day + reporter, " failed " + (1 + random.nextInt(200)) + " " + fault);
            }
        }
    }

    private Set<String> some() {
        var some = new HashSet<String>();
        int many = 1 + random.nextInt(4);
        var all = new ArrayList<>(REPORTERS);
        while (some.size() < many) {
            some.add(all.remove(random.nextInt(all.size())));
        }
        return some;
    }
}
