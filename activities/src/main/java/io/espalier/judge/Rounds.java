package io.espalier.judge;

import io.espalier.experiment.claim.SideConfig;
import io.espalier.operator.EvaluateResult;
import io.espalier.operator.PruneResult;
import io.espalier.operator.judge.JudgeParameters.Place;
import io.espalier.operator.judge.JudgeParameters.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the round of an arm that a claim means. Nothing of a test split is looked at here. */
final class Rounds {
  /** How far a density may be off, as a part of it. */
  static final double NEAR = 0.05;

  private final List<Result> results;
  private final Evidence evidence;

  Rounds(List<Result> results, Evidence evidence) {
    this.results = results;
    this.evidence = evidence;
  }

  /** Draws of an arm in a replicate; one null for the network that all arms begin with. */
  List<@Nullable Integer> draws(String arm, int replicate) {
    List<@Nullable Integer> draws = new ArrayList<>();
    for (Result row : results) {
      boolean own = row.arm() != null && row.arm().equals(arm) && row.replicate() == replicate;
      if (own && !draws.contains(row.draw())) {
        draws.add(row.draw());
      }
    }
    if (draws.isEmpty()) {
      draws.add(null);
    }
    return draws;
  }

  /**
   * The row that is meant.
   *
   * @throws MissingException when there is none, or what tells which is not there
   */
  Result at(String arm, int replicate, @Nullable Integer draw, Place place) {
    if (arm.equals(SideConfig.DENSE)) {
      return dense(replicate);
    }
    List<Result> rows =
        results.stream()
            .filter(row -> row.replicate() == replicate)
            .filter(row -> arm.equals(row.arm()) && Objects.equals(row.draw(), draw))
            .toList();
    String where = where(arm, replicate, draw);
    return switch (place.kind()) {
      case "last" ->
          rows.stream()
              .max(Comparator.comparing(Result::round))
              .orElseThrow(() -> new MissingException(where + " has no rounds"));
      case "round" -> round(rows, replicate, (int) number(place), where);
      case "density" -> nearest(rows, number(place), where);
      default -> chosen(rows, where);
    };
  }

  private static double number(Place place) {
    return place.number() == null ? 0 : place.number();
  }

  private Result dense(int replicate) {
    return results.stream()
        .filter(row -> row.replicate() == replicate && row.arm() == null)
        .findFirst()
        .orElseThrow(
            () -> new MissingException("replicate " + replicate + " has no dense network"));
  }

  private Result round(List<Result> rows, int replicate, int round, String where) {
    return rows.stream()
        .filter(row -> row.round() == round)
        .findFirst()
        .orElseGet(
            () -> {
              if (round == 0) {
                return dense(replicate);
              }
              throw new MissingException(where + " has no round " + round);
            });
  }

  private Result nearest(List<Result> rows, double density, String where) {
    Result nearest = null;
    double best = Double.POSITIVE_INFINITY;
    for (Result row : rows) {
      double off = Math.abs(density(row) - density);
      if (off < best) {
        best = off;
        nearest = row;
      }
    }
    if (nearest == null || best > NEAR * density) {
      throw new MissingException(
          where
              + " has no round of density "
              + density
              + (nearest == null ? "" : " (the nearest has " + density(nearest) + ")"));
    }
    return nearest;
  }

  /** NaN where it is not known. */
  double density(Result row) {
    if (row.maskTask() == null) {
      return 1;
    }
    PruneResult mask = evidence.masks().get(row.maskTask());
    return mask == null ? Double.NaN : mask.density();
  }

  /** The best on validation; of equals the sparser. */
  private Result chosen(List<Result> rows, String where) {
    Result best = null;
    double accuracy = Double.NEGATIVE_INFINITY;
    for (Result row : rows.stream().sorted(Comparator.comparing(Result::round)).toList()) {
      EvaluateResult evaluated = evidence.evaluations().get(row.evaluateTask());
      Double validation = evaluated == null ? null : evaluated.validationAccuracy();
      if (validation == null) {
        throw new MissingException(
            where + " has no validation accuracy at round " + row.round() + " to choose by");
      }
      if (row.round() > 0 && validation >= accuracy) {
        accuracy = validation;
        best = row;
      }
    }
    if (best == null) {
      throw new MissingException(where + " has no rounds to choose among");
    }
    return best;
  }

  /** A place in words. */
  static String where(String arm, int replicate, @Nullable Integer draw) {
    return arm + " in replicate " + replicate + (draw == null || draw == 1 ? "" : ", draw " + draw);
  }
}
