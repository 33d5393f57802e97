package io.espalier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The handbook's examples, as jars would hold them, against the packages that docs/api.md names.
 */
class PluginApiTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES = List.of("workflows", "engine", "activities");
  private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(io\\.espalier[a-z.]*)` \\|");
  private static final Pattern IMPORTED =
      Pattern.compile("(?m)^import (?:static )?(io\\.espalier(?:\\.[a-z]\\w*)*)\\.[A-Z]");

  @Test
  void theExamplesOfTheHandbookUseListedPackagesAlone() throws IOException {
    List<Path> examples = examples();
    assertThat(examples).isNotEmpty();
    Set<String> listed = listed();
    List<String> others = new ArrayList<>();
    for (Path example : examples) {
      Matcher imported = IMPORTED.matcher(Files.readString(example));
      while (imported.find()) {
        if (!listed.contains(imported.group(1))) {
          others.add(ROOT.relativize(example) + ": " + imported.group(1));
        }
      }
    }
    assertThat(others).isEmpty();
  }

  @Test
  void everyListedPackageExists() throws IOException {
    for (String name : listed()) {
      String folder = "src/main/java/" + name.replace('.', '/');
      assertThat(MODULES)
          .as(name)
          .anyMatch(module -> Files.isDirectory(ROOT.resolve(module).resolve(folder)));
    }
  }

  private static Set<String> listed() throws IOException {
    Set<String> packages = new TreeSet<>();
    Matcher matcher = LISTED.matcher(Files.readString(ROOT.resolve("docs/api.md")));
    while (matcher.find()) {
      packages.add(matcher.group(1));
    }
    return packages;
  }

  private static List<Path> examples() throws IOException {
    List<Path> examples = new ArrayList<>();
    for (String module : MODULES) {
      Path folder = ROOT.resolve(module).resolve("src/test/java/com/example");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().endsWith("Test.java"))
              .forEach(examples::add);
        }
      }
    }
    return examples;
  }
}
