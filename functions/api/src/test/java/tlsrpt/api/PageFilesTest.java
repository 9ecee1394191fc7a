package tlsrpt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"/assets/([0-9a-f]+)/([^\"]+)\"");

    private final PageFiles page = new PageFiles(Map.of(), "");

    @Test
    void givesAllThatItRefersToForGoodAndLessThan150Kilobytes() throws IOException {
        var names = new ArrayDeque<String>();
        var html = text(page.index());
        var references = REFERENCE.matcher(html);
        String version = "";
        while (references.find()) {
            version = references.group(1);
            names.add(references.group(2));
        }
        var seen = new HashSet<String>();
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(page.index().body());
        }
        assertThat(html).doesNotContainPattern("(?m)^import |import\\('");
        while (!names.isEmpty()) {
            var name = names.pop();
            if (!seen.add(name)) {
                continue;
            }
            var answer = page.asset(Query.of(List.of(version, name), "", Set.of(), LocalDate.EPOCH));
            assertThat(answer.headers()).containsEntry("cache-control", "public, max-age=31536000, immutable");
            try (var gzip = new GZIPOutputStream(compressed)) {
                gzip.write(answer.body());
            }
        }
        // Each is an invocation, and a new account may run ten at a time.
        assertThat(seen).containsExactlyInAnyOrder("icon.svg");
        assertThat(compressed.size()).isLessThan(150_000);
    }

    @Test
    void bundlesWhatAModuleImportsByAnotherName() {
        var bundle = new ScriptBundle();
        bundle.add("a", "export const one = () => 1;\nexport async function two() {}\n");
        bundle.add("b", "import { one as first, two } from './a.js';\nfirst(two);\n");

        assertThat(bundle.text()).isEqualTo("""
                        const $a = (() => {
                        const one = () => 1;
                        async function two() {}
                        return { one, two };
                        })();
                        const $b = (() => {
                        const { one: first, two } = $a;
                        first(two);
                        return {  };
                        })();
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import { a } from './later.js';\n",
                "import x from 'y';\n",
                "export default 1;\n",
                "import('./a.js');\n",
                "const u = import.meta.url;\n"
            })
    void refusesAModuleThatItWouldBreak(String module) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ScriptBundle().add("a", module));
    }

    @Test
    void letsNothingRunButItsOwnScripts() {
        assertThat(page.index().headers().get("content-security-policy"))
                .matches("default-src 'none'; script-src 'self' 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; .*")
                .contains("connect-src 'self';")
                .doesNotContain("unsafe");
        assertThat(text(page.index()))
                .containsOnlyOnce("<script")
                .containsOnlyOnce("<style")
                .doesNotContain(" style=\"");
    }

    @Test
    void speaksToTheIssuerWhereThereIsOne() {
        var access = Access.of("", "https://id.example/a", "page", "openid\"><script>", "https://token.example");
        var signedIn = new PageFiles(access.signIn(), "v=TLSRPTv1; rua=mailto:a@example.com");

        assertThat(signedIn.index().headers().get("content-security-policy"))
                .contains("connect-src 'self' https://id.example https://token.example;");
        assertThat(text(signedIn.index()))
                .contains("&quot;page&quot;", "content=\"v=TLSRPTv1; rua=mailto:a@example.com\"")
                .doesNotContain("><script>");
    }

    private static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
