package io.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.artifact.ArtifactState;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.StepState;
import io.espalier.store.task.Disposition;
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

/** States are the constants of their enums; as text they stand in SQL alone. */
class StatesTest {
  private static final Pattern LITERAL = Pattern.compile("\"([A-Za-z_]+)\"");

  /** Words that also mean something else: what is left empty, and a request that failed. */
  private static final Set<String> OTHER_MEANINGS = Set.of(TaskState.NONE.id());

  /** Where a word of a state is one of another list of words. */
  private static final Set<String> OTHER_LISTS =
      Set.of(
          // kinds of errors in the owner's API
          "cli/src/main/java/io/espalier/cli/owner/Failed.java",
          // names of fields of answers
          "service/src/main/java/io/espalier/service/reference/Samples.java",
          // the words that people are shown
          "service/src/main/java/io/espalier/service/answer/Shown.java");

  @Test
  void noStateIsALiteralOutsideSql() throws IOException {
    Set<String> states = states();
    List<String> found = new ArrayList<>();
    for (Path file : Sources.main()) {
      String name = Sources.name(file);
      if (name.startsWith("bench/") || OTHER_LISTS.contains(name)) {
        continue;
      }
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher literal = LITERAL.matcher(lines.get(i));
        while (literal.find()) {
          if (states.contains(literal.group(1))) {
            found.add(name + ":" + (i + 1) + ": " + literal.group());
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static Set<String> states() {
    Set<String> states = new TreeSet<>();
    Stream.of(TaskState.values()).map(TaskState::id).forEach(states::add);
    Stream.of(RunState.values()).map(RunState::id).forEach(states::add);
    Stream.<Enum<?>[]>of(
            StepState.values(), AttemptState.values(), ArtifactState.values(), Disposition.values())
        .flatMap(Stream::of)
        .map(Enum::name)
        .forEach(states::add);
    states.removeAll(OTHER_MEANINGS);
    return states;
  }
}
