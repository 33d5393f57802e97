package io.espalier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on faults says what shows each promise. */
class FaultsPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
  private static final Pattern SCRIPT = Pattern.compile("`(bench/[\\w-]+)`");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (?!-)(.*) \\|$");

  private final String page = page();

  private static String page() {
    try {
      return Files.readString(ROOT.resolve("docs/faults.md"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Set<String> named(Pattern pattern) {
    return pattern.matcher(page).results().map(m -> m.group(1)).collect(Collectors.toSet());
  }

  @Test
  void everyTestThatItNamesIsThere() throws IOException {
    Set<String> tests = new HashSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path sources : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(sources)) {
          try (Stream<Path> files = Files.walk(sources)) {
            files.map(file -> file.toFile().getName().replace(".java", "")).forEach(tests::add);
          }
        }
      }
    }
    assertThat(named(TEST)).isNotEmpty().isSubsetOf(tests);
  }

  @Test
  void everyScriptThatItNamesIsThere() {
    assertThat(named(SCRIPT))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(ROOT.resolve(name)).exists());
  }

  @Test
  void everyFaultHasATestThatShowsWhatHolds() {
    String faults = page.substring(page.indexOf("\n## Faults\n"));
    assertThat(ROW.matcher(faults).results().map(MatchResult::group))
        .filteredOn(row -> !row.endsWith("| shown by |"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.substring(row.lastIndexOf(" | "))).containsPattern(TEST));
  }
}
