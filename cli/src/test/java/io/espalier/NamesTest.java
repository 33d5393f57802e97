package io.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two different things never share a name: who reads one must not think of the other. */
class NamesTest {
  /** Names that stood twice when the rule came. */
  private static final Set<String> KNOWN =
      Set.of("Activations", "Image", "Place", "Scope", "Wiring");

  @Test
  void noTwoClassesHaveOneName() throws IOException {
    Map<String, List<String>> shared = shared();
    shared.keySet().removeAll(KNOWN);
    assertThat(shared).isEmpty();
  }

  @Test
  void namesThatStandOnceAreNotKnownAsShared() throws IOException {
    assertThat(shared().keySet()).containsAll(KNOWN);
  }

  private static Map<String, List<String>> shared() throws IOException {
    Map<String, List<String>> files = new TreeMap<>();
    for (Path file : Sources.main()) {
      files
          .computeIfAbsent(file.getFileName().toString(), name -> new ArrayList<>())
          .add(Sources.name(file));
    }
    Map<String, List<String>> shared = new TreeMap<>();
    files.forEach(
        (name, paths) -> {
          if (paths.size() > 1) {
            shared.put(name.replace(".java", ""), paths);
          }
        });
    return shared;
  }
}
