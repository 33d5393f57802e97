package io.espalier.cli.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code verify}.
 *
 * @param problem the first bad entry, null when all is well
 * @param anchors {@code chain:seq:hash} of every chain, to be kept elsewhere
 */
public record VerifyAnswer(
    boolean ok, int chains, long events, @Nullable String problem, List<String> anchors) {
  public VerifyAnswer {
    anchors = List.copyOf(anchors);
  }
}
