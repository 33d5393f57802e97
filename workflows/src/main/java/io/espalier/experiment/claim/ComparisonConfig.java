package io.espalier.experiment.claim;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A side held against others, pair by pair: the difference a − b, or a by itself.
 *
 * @param measure what is compared
 * @param analysis the analysis whose measurements have it, null for a number of the results
 * @param a what is looked at
 * @param b what it is held against, each by itself; empty for a alone
 * @param holds where the difference must lie
 * @param refuted where it must lie to refute, null for everywhere else
 * @param by what decides
 */
public record ComparisonConfig(
    @Doc(
            "What is compared: a number of the results (test_accuracy, test_loss,"
                + " validation_accuracy, validation_loss, training_loss, density, iterations,"
                + " iterations_behind), or with analysis what that measures.")
        String measure,
    @Doc("Name under analyses of what measures it; left out for a number of the results.")
        @Nullable String analysis,
    @Doc("What is looked at: an arm, or dense, the network that all arms begin with.") SideConfig a,
    @Doc("What it is held against, each by itself; where left out, a stands alone.") @Default("[]")
        List<SideConfig> b,
    @Doc("Where a − b must lie for the comparison to hold; in the unit of the measure.")
        @Default("above")
        Bound holds,
    @Doc("Where it must lie to be refuted; where left out, everywhere else.")
        @Nullable Bound refuted,
    @Doc(
            "What must lie there: interval, the 95 % interval of the mean over pairs; or every,"
                + " every single pair, for what is exact or a test already.")
        @Default("interval")
        By by) {
  public ComparisonConfig {
    b = List.copyOf(b);
  }

  /** What decides. */
  public enum By {
    INTERVAL,
    EVERY
  }
}
