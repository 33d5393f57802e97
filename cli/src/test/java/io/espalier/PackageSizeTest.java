package io.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A package that nobody can keep in mind is divided by what its files mean. */
class PackageSizeTest {
  private static final int MOST = 25;

  @Test
  void noPackageHasMoreThan25Files() throws IOException {
    List<String> large = new ArrayList<>();
    sizes()
        .forEach(
            (name, size) -> {
              if (size > MOST) {
                large.add(name + " has " + size + " files (expected: at most " + MOST + ")");
              }
            });
    assertThat(large).isEmpty();
  }

  /** How many files each package of the main sources has, over all modules. */
  private static Map<String, Integer> sizes() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>();
    for (Path file : Sources.main()) {
      String name =
          Sources.name(file)
              .replaceFirst("[^/]*/src/main/java/(io/espalier/)?", "")
              .replaceFirst("/[^/]*$", "");
      sizes.merge(name, 1, Integer::sum);
    }
    return sizes;
  }
}
