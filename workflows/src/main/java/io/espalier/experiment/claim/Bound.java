package io.espalier.experiment.claim;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;

/** Where a difference, or a number, is to lie. */
public sealed interface Bound {
  /** Its lower end, not in it; −∞ for none. */
  double low();

  /** Its upper end, not in it; ∞ for none. */
  double high();

  /** Greater than a margin. */
  @Doc("Greater than this.")
  record Above(@Doc("The margin.") @Default("0") @Shorthand double margin) implements Bound {
    @Override
    public double low() {
      return margin;
    }

    @Override
    public double high() {
      return Double.POSITIVE_INFINITY;
    }
  }

  /** Less than a margin. */
  @Doc("Less than this.")
  record Below(@Doc("The margin.") @Default("0") @Shorthand double margin) implements Bound {
    @Override
    public double low() {
      return Double.NEGATIVE_INFINITY;
    }

    @Override
    public double high() {
      return margin;
    }
  }

  /** Nearer than a margin. */
  @Doc("Nearer than a margin to a number.")
  record Within(
      @Doc("The margin.") @Range(min = 0, above = true) @Shorthand double margin,
      @Doc("The number.") @Default("0") double of)
      implements Bound {
    @Override
    public double low() {
      return of - margin;
    }

    @Override
    public double high() {
      return of + margin;
    }
  }
}
