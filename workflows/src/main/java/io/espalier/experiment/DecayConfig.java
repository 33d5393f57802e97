package io.espalier.experiment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.operator.LearningRateParameters.DecayPiece;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of the way that a learning rate takes between warm-up and end. */
public sealed interface DecayConfig {
  /** Iteration at which it ends, null for the end of the training. */
  @Nullable Long until();

  /**
   * The pieces as the train operator takes them.
   *
   * @param iterations length of the schedule
   */
  static List<DecayPiece> pieces(List<DecayConfig> decay, long iterations) {
    List<DecayPiece> pieces = new ArrayList<>();
    double value = 1;
    for (DecayConfig piece : decay) {
      Long until = piece.until();
      DecayPiece next = piece.piece(until == null ? iterations : until, value);
      pieces.add(next);
      value = next.to();
    }
    return pieces;
  }

  /**
   * This piece with everything settled.
   *
   * @param before value at the end of the piece before
   */
  DecayPiece piece(long end, double before);

  /**
   * Stays where it is.
   *
   * @param until iteration at which it ends
   * @param at the value, as a part of the base rate
   */
  @Doc("Stays at one value.")
  record Hold(
      @Doc("Iteration at which the piece ends; where left out, the end of the training.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Shorthand
          @Nullable Long until,
      @Doc("The value, as a part of the base rate; where left out, the one it has got to.")
          @Range(min = 0, max = 1)
          @Nullable Double at)
      implements DecayConfig {
    @Override
    public DecayPiece piece(long end, double before) {
      double value = at == null ? before : at;
      return new DecayPiece("linear", end, value, value);
    }
  }

  /**
   * A straight line.
   *
   * @param until iteration at which it ends
   * @param from value at its beginning, as a part of the base rate
   * @param to value at its end
   */
  @Doc("A straight line.")
  record Linear(
      @Doc("Iteration at which the piece ends; where left out, the end of the training.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Shorthand
          @Nullable Long until,
      @Doc("Where it begins, as a part of the base rate; where left out, where it has got to.")
          @Range(min = 0, max = 1)
          @Nullable Double from,
      @Doc("Where it ends, as a part of the base rate.") @Range(min = 0, max = 1) @Default("0")
          double to)
      implements DecayConfig {
    @Override
    public DecayPiece piece(long end, double before) {
      return new DecayPiece("linear", end, from == null ? before : from, to);
    }
  }

  /**
   * Half a period of a cosine (Loshchilov and Hutter 2017); several pieces with {@code from} are
   * warm restarts.
   *
   * @param until iteration at which it ends
   * @param from value at its beginning, as a part of the base rate
   * @param to value at its end
   */
  @Doc("Half a period of a cosine (Loshchilov and Hutter 2017).")
  record Cosine(
      @Doc("Iteration at which the piece ends; where left out, the end of the training.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Shorthand
          @Nullable Long until,
      @Doc("Where it begins, as a part of the base rate; where left out, where it has got to.")
          @Range(min = 0, max = 1)
          @Nullable Double from,
      @Doc("Where it ends, as a part of the base rate.") @Range(min = 0, max = 1) @Default("0")
          double to)
      implements DecayConfig {
    @Override
    public DecayPiece piece(long end, double before) {
      return new DecayPiece("cosine", end, from == null ? before : from, to);
    }
  }
}
