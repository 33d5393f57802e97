package io.espalier.cli.text;

import io.espalier.service.answer.KnownFaultAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A known fault in a line for people. */
public final class FaultText {
  private FaultText() {}

  /** Such as {@code known fault of criterion grasp, version 1, behind arm grasp 1, 2: …}. */
  public static String of(KnownFaultAnswer fault) {
    String behind = results(fault);
    return "known fault of "
        + name(fault)
        + (behind.isEmpty() ? "" : ", behind " + behind)
        + ": "
        + fault.text();
  }

  /** Such as {@code criterion grasp, version 1}. */
  public static String name(KnownFaultAnswer fault) {
    return fault.of().replace('/', ' ') + ", version " + fault.version();
  }

  /** Such as {@code rounds 1, 2 of arm grasp}; empty where no result rests on it. */
  public static String results(KnownFaultAnswer fault) {
    Map<String, TreeSet<Integer>> rounds = new LinkedHashMap<>();
    fault
        .results()
        .forEach(row -> rounds.computeIfAbsent(row.arm(), arm -> new TreeSet<>()).add(row.round()));
    return rounds.entrySet().stream()
        .map(
            entry ->
                (entry.getValue().size() == 1 ? "round " : "rounds ")
                    + entry.getValue().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "))
                    + " of arm "
                    + entry.getKey())
        .collect(Collectors.joining(" and "));
  }
}
