package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.experiment.ArmRules;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.claim.At;
import io.espalier.experiment.claim.Bound;
import io.espalier.experiment.claim.ClaimConfig;
import io.espalier.experiment.claim.ComparisonConfig;
import io.espalier.experiment.claim.Needed;
import io.espalier.experiment.claim.SideConfig;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.read.Position;
import io.espalier.operator.judge.ResultMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Refuses claims about what the experiment does not have. */
final class ClaimChecks {
  private final Experiment experiment;
  private final Catalog catalog;
  private final Function<String, Position> position;
  private final List<String> arms = new ArrayList<>();

  ClaimChecks(Experiment experiment, Catalog catalog, Function<String, Position> position) {
    this.experiment = experiment;
    this.catalog = catalog;
    this.position = position;
    arms.add(SideConfig.DENSE);
    arms.addAll(experiment.arms().keySet());
  }

  void check() {
    experiment.claims().forEach((name, claim) -> check("claims." + name, claim));
  }

  private void check(String path, ClaimConfig claim) {
    if (claim.at().isEmpty()) {
      throw fail(path + ".at", "no places", "at least one");
    }
    for (int i = 0; i < claim.at().size(); i++) {
      at(path + ".at." + i, claim.at().get(i), null);
    }
    needed(path + ".holds_at", claim.holdsAt(), claim.at().size(), "places");
    if (claim.compare().isEmpty()) {
      throw fail(path + ".compare", "no comparisons", "at least one");
    }
    int count = claim.compare().stream().mapToInt(each -> Math.max(1, each.b().size())).sum();
    needed(path + ".holds_if", claim.holdsIf(), count, "comparisons");
    comparisons(path + ".compare.", claim.compare(), claim);
    comparisons(path + ".condition.", claim.condition(), claim);
  }

  private void needed(String path, Needed needed, int all, String what) {
    if (needed.of(all) > all) {
      throw fail(
          path,
          "at_least: " + needed.of(all),
          "at most the " + all + " " + what + " that there are");
    }
  }

  private void comparisons(String path, List<ComparisonConfig> comparisons, ClaimConfig claim) {
    for (int i = 0; i < comparisons.size(); i++) {
      ComparisonConfig one = comparisons.get(i);
      bounds(path + i, one);
      side(path + i + ".a", path + i, one, one.a(), claim);
      for (int j = 0; j < one.b().size(); j++) {
        side(path + i + ".b." + j, path + i, one, one.b().get(j), claim);
      }
    }
  }

  private void bounds(String path, ComparisonConfig one) {
    Bound refuted = one.refuted();
    if (refuted != null
        && Math.max(one.holds().low(), refuted.low())
            < Math.min(one.holds().high(), refuted.high())) {
      throw fail(
          path + ".refuted", "what also holds", "nothing that lies where the comparison holds");
    }
  }

  private void side(
      String path, String comparison, ComparisonConfig one, SideConfig side, ClaimConfig claim) {
    String arm = side.arm();
    if (arm != null) {
      arm(path + ".arm", arm);
      At own = side.at();
      if (own != null) {
        at(path + ".at", own, arm);
      } else {
        for (int i = 0; i < claim.at().size(); i++) {
          // The dense network has but one place, whatever the claim says.
          if (!arm.equals(SideConfig.DENSE)) {
            at(path + ".arm", claim.at().get(i), arm);
          }
        }
      }
    }
    if (side.otherArm() != null) {
      arm(path + ".other_arm", side.otherArm());
    }
    measure(path, comparison, one, side);
  }

  private void arm(String path, String arm) {
    if (!arms.contains(arm)) {
      throw ExperimentException.unknown(position.apply(path), path, arm, arms);
    }
    if (arm.equals(SideConfig.DENSE) && experiment.arms().containsKey(arm)) {
      throw fail(
          path,
          "dense, the name of an arm and of the network that all arms begin with",
          "another name for that arm");
    }
  }

  /** A place by itself, or of an arm. */
  private void at(String path, At at, @Nullable String arm) {
    if (at instanceof At.Chosen && experiment.data().validation() == 0) {
      throw fail(path, "chosen", "another place, or examples to choose by in data.validation");
    }
    if (at instanceof At.Round one && arm != null) {
      int rounds = arm.equals(SideConfig.DENSE) ? 0 : ArmRules.rounds(arm, experiment, catalog);
      if (one.round() > rounds) {
        throw fail(
            path, "round " + one.round() + " of " + arm, "one of its rounds, 0 to " + rounds);
      }
    }
  }

  private void measure(String path, String comparison, ComparisonConfig one, SideConfig side) {
    String analysis = side.analysis() != null ? side.analysis() : one.analysis();
    String measure = side.measure() != null ? side.measure() : one.measure();
    String measureAt = (side.measure() != null ? path : comparison) + ".measure";
    if (analysis != null) {
      String analysisAt = (side.analysis() != null ? path : comparison) + ".analysis";
      List<String> known = List.copyOf(experiment.analyses().keySet());
      if (known.isEmpty()) {
        throw fail(analysisAt, analysis, "a name under analyses, where there is none yet");
      }
      if (!known.contains(analysis)) {
        throw ExperimentException.unknown(position.apply(analysisAt), analysisAt, analysis, known);
      }
      return;
    }
    ResultMetric metric =
        ResultMetric.of(measure)
            .orElseThrow(
                () ->
                    ExperimentException.unknown(
                        position.apply(measureAt), measureAt, measure, ResultMetric.names()));
    if (metric.validates() && experiment.data().validation() == 0) {
      throw fail(measureAt, measure, "another measure, or examples in data.validation");
    }
    if (side.arm() == null) {
      throw fail(path, "no arm", "an arm, or dense, since " + measure + " is a number of results");
    }
    if (side.layer() != null
        || side.item() != null
        || side.otherArm() != null
        || side.otherRound() != null) {
      throw fail(
          path,
          "layer, item, other_arm or other_round beside " + measure,
          "analysis, whose measurements have them");
    }
  }

  private ExperimentException fail(String path, String got, String expected) {
    return new ExperimentException(position.apply(path), path, got, expected);
  }
}
