package io.espalier.service.answer;

import java.util.List;

/**
 * Something that is known to be wrong with steps behind what was asked for, under the version that
 * they ran with.
 *
 * @param of what had it, such as {@code criterion/grasp}
 * @param version the version that ran
 * @param text one sentence for people
 * @param steps keys of the steps that have it
 * @param results the numbers of a run that rest on them; empty in a lineage
 */
public record KnownFaultAnswer(
    String of, int version, String text, List<String> steps, List<Result> results) {
  public KnownFaultAnswer {
    steps = List.copyOf(steps);
    results = List.copyOf(results);
  }

  /** A row of {@link ShowAnswer#results}. */
  public record Result(int replicate, String arm, int draw, int round) {}
}
