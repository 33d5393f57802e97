package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.plan.Plan;
import io.espalier.prune.PruneCounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What can be said of a plan before anything is computed, because it follows from counts alone.
 *
 * @param notes what may not be meant, one sentence each
 * @param problems what must fail on the way, one sentence each
 */
record PlanNotes(List<String> notes, List<String> problems) {
  PlanNotes {
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
  }

  /** Of the rounds of pruning in a plan; replicates are alike and named once. */
  static PlanNotes of(Plan plan, Catalog catalog) {
    Map<String, TreeSet<Integer>> nothing = new LinkedHashMap<>();
    Set<String> problems = new LinkedHashSet<>();
    for (PruneCounts.Round round : PruneCounts.of(plan, catalog)) {
      String arm = round.task().place().arm();
      Integer number = round.task().place().round();
      String taskId = round.task().node().taskId();
      String place = arm == null || number == null ? taskId : "arm " + arm + ", round " + number;
      if (round.error() != null) {
        problems.add(place + ": " + round.error());
        continue;
      }
      for (List<String> layers : round.emptied()) {
        problems.add(
            place
                + " leaves nothing of "
                + layers(layers)
                + " (expected: fewer rounds, a smaller fraction for it, or the layer in ignore)");
      }
      if (round.removed() == 0 && round.emptied().isEmpty()) {
        nothing
            .computeIfAbsent(
                arm == null || number == null ? taskId : "arm " + arm, key -> new TreeSet<>())
            .add(number == null ? 0 : number);
      }
    }
    List<String> notes = new ArrayList<>();
    nothing.forEach((place, rounds) -> notes.add(place + nothing(rounds)));
    return new PlanNotes(notes, List.copyOf(problems));
  }

  private static String nothing(Collection<Integer> rounds) {
    String in =
        rounds.contains(0)
            ? ""
            : (rounds.size() == 1 ? " in round " : " in rounds ")
                + rounds.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return " prunes nothing" + in + ": what is to go comes to less than half of one";
  }

  private static String layers(List<String> tensors) {
    return tensors.stream()
        .map(name -> name.replaceFirst("\\.weight$", ""))
        .collect(Collectors.joining(" + "));
  }
}
