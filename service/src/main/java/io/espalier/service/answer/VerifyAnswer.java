package io.espalier.service.answer;

import java.util.List;

/**
 * Answer of {@code verify}.
 *
 * @param older entries and checkpoints of the first version, which recorded less
 * @param problems one sentence for the first bad entry of each chain and for each row that is not
 *     what was recorded
 * @param anchors {@code chain:seq:hash} of every chain, to be kept elsewhere
 */
public record VerifyAnswer(
    boolean ok, int chains, long events, long older, List<String> problems, List<String> anchors) {
  public VerifyAnswer {
    problems = List.copyOf(problems);
    anchors = List.copyOf(anchors);
  }
}
