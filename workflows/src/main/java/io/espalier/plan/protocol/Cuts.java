package io.espalier.plan.protocol;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Masks each of which removes the same number of pieces, the last one what is missing to a density.
 *
 * @param pieces that there are
 * @param remove pieces that go each time, at least 1
 * @param last density that is reached, in (0, 1]
 */
record Cuts(long pieces, long remove, double last) {
  /** Pieces that are left in the end, halves to even. */
  long kept() {
    return BigDecimal.valueOf(last)
        .multiply(BigDecimal.valueOf(pieces))
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  /** Number of masks; 0 where nothing goes. */
  long count() {
    long gone = pieces - kept();
    return (gone + remove - 1) / remove;
  }

  /** Pieces left after a number of masks, from 1 on. */
  long left(long number) {
    return Math.max(kept(), pieces - number * remove);
  }

  /** The density after a number of masks: the double next to it, which rounds to that many. */
  double density(long number) {
    return (double) left(number) / pieces;
  }
}
