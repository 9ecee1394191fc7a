package tlsrpt.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tlsrpt.testkit.DkimSigner;

/// DNS for tests: the keys of some signers, and how often it was asked.
final class Keys implements KeyLookup {

    private final Map<String, String> records = new HashMap<>();
    private boolean silent;
    private int lookups;

    Keys(DkimSigner... signers) {
        for (var signer : signers) {
            add(signer.keyName(), signer.keyRecord());
        }
    }

    static Keys silent() {
        var keys = new Keys();
        keys.silent = true;
        return keys;
    }

    Keys add(String name, String record) {
        records.put(name, record);
        return this;
    }

    int lookups() {
        return lookups;
    }

    @Override
    public Answer find(String name) {
        lookups++;
        if (silent) {
            return new Answer.Failed(name + ": timeout");
        }
        var record = records.get(name);
        return new Answer.Records(record == null ? List.of() : List.of(record));
    }
}
