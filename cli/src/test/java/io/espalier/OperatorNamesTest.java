package io.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.OperatorDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Plans are built by who knows an operator's parameters; the rest of them knows no operator. */
class OperatorNamesTest {
  private static final Pattern LITERAL = Pattern.compile("\"([a-z_]+)\"");
  private static final String PLAN = "workflows/src/main/java/io/espalier/plan/";

  /**
   * Which files build tasks, besides protocols, treatments and analyses: what all of them share.
   */
  private static final Set<String> BUILDERS =
      Set.of(
          PLAN + "ClaimPlanner.java",
          PLAN + "SharedTasks.java",
          PLAN + "Spot.java",
          PLAN + "TaskSet.java");

  /** Names that inputs have too. */
  private static final Set<String> ROLES = Set.of("split");

  @Test
  void onlyWhatBuildsTasksNamesTheirOperators() throws IOException {
    Set<String> operators = new TreeSet<>(Catalog.builtIn().names(OperatorDescriptor.class));
    assertThat(operators).contains("train", "prune");
    operators.removeAll(ROLES);
    List<String> found = new ArrayList<>();
    for (Path file : Sources.main()) {
      String name = Sources.name(file);
      boolean shared = name.startsWith(PLAN) && name.indexOf('/', PLAN.length()) < 0;
      if (!shared || BUILDERS.contains(name)) {
        continue;
      }
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher literal = LITERAL.matcher(lines.get(i));
        boolean comment = lines.get(i).strip().startsWith("*");
        while (!comment && literal.find()) {
          if (operators.contains(literal.group(1))) {
            found.add(name + ":" + (i + 1) + ": " + literal.group());
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }
}
