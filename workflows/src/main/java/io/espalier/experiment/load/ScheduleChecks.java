package io.espalier.experiment.load;

import io.espalier.experiment.Complaint;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.ScheduleConfig;
import java.util.List;

/** What must hold between the ways of saying how much goes in each round. */
final class ScheduleChecks {
  private static final String WAYS = "rounds and fraction, or densities";

  private final String path;
  private final PruneConfig prune;
  private final Complaint failure;

  private ScheduleChecks(String path, PruneConfig prune, Complaint failure) {
    this.path = path;
    this.prune = prune;
    this.failure = failure;
  }

  /**
   * Refuses the first value that does not fit.
   *
   * @param path of the settings, such as {@code prune}
   */
  static void check(String path, PruneConfig prune, Complaint failure) {
    new ScheduleChecks(path, prune, failure).check();
  }

  private void check() {
    ScheduleConfig schedule = prune.schedule();
    boolean densities =
        schedule == null
            ? prune.densities() != null
            : !(schedule instanceof ScheduleConfig.Fraction);
    if (!densities && prune.at() == PruneConfig.At.INITIALISATION) {
      fail("", "at initialisation without densities", "densities, each reached in one go");
    }
    if (prune.steps() > 1 && prune.at() != PruneConfig.At.INITIALISATION) {
      fail(".steps", prune.steps() + " steps with trained weights", "at: initialisation");
    }
    if (schedule != null) {
      alone();
    } else if (prune.densities() == null) {
      bothOfRoundsAndFraction();
    } else {
      noRounds();
    }
    if (schedule instanceof ScheduleConfig.Densities each) {
      descending(".schedule.densities.densities", each.densities());
    } else if (schedule instanceof ScheduleConfig.OneShot each) {
      descending(".schedule.one_shot.densities", each.densities());
    } else if (schedule == null && prune.densities() != null) {
      descending(".densities", prune.densities());
    }
  }

  private void alone() {
    String other = other();
    if (prune.densities() != null) {
      other = "densities";
    }
    if (!other.isEmpty()) {
      fail("." + other, other + " and schedule", "one way of saying how much goes");
    }
  }

  private void bothOfRoundsAndFraction() {
    if (prune.rounds() == null || prune.fraction() == null) {
      String missing = prune.rounds() == null ? "rounds" : "fraction";
      fail("", "no " + missing, WAYS);
    }
  }

  private void noRounds() {
    String other = other();
    if (!other.isEmpty()) {
      fail("." + other, other + " and densities", WAYS);
    }
  }

  /** A key that goes with a fraction in every round, empty for none. */
  private String other() {
    if (prune.rounds() != null) {
      return "rounds";
    }
    if (prune.fraction() != null) {
      return "fraction";
    }
    return prune.fractions().isEmpty() ? "" : "fractions";
  }

  private void descending(String key, List<Double> densities) {
    if (densities.isEmpty() || densities.size() > 99) {
      fail(key, densities.size() + " densities", "1 to 99 of them");
    }
    for (int i = 1; i < densities.size(); i++) {
      if (densities.get(i) >= densities.get(i - 1)) {
        fail(
            key + "." + i,
            String.valueOf(densities.get(i)),
            "less than the " + densities.get(i - 1) + " before it");
      }
    }
  }

  private void fail(String key, String got, String expected) {
    failure.fail(path + key, got, expected);
  }
}
