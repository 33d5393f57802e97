package io.espalier.judge;

import io.espalier.experiment.claim.SideConfig;
import io.espalier.operator.EvaluateResult;
import io.espalier.operator.TrainResult;
import io.espalier.operator.judge.JudgeParameters;
import io.espalier.operator.judge.JudgeParameters.Place;
import io.espalier.operator.judge.JudgeParameters.Result;
import io.espalier.operator.judge.JudgeParameters.Side;
import io.espalier.operator.judge.ResultMetric;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the numbers of a side. */
final class Numbers {
  private final JudgeParameters parameters;
  private final Evidence evidence;
  private final Rounds rounds;

  Numbers(JudgeParameters parameters, Evidence evidence) {
    this.parameters = parameters;
    this.evidence = evidence;
    this.rounds = new Rounds(parameters.results(), evidence);
  }

  /**
   * A number.
   *
   * @param draw null where there is but one
   * @param behind iterations that it rests on, null where that is not known
   */
  record Found(@Nullable Integer draw, double value, @Nullable Long behind) {}

  /** Replicates in which a side is to have numbers; 0 for numbers that are of none. */
  List<Integer> replicates(Side side) {
    if (side.analysis() == null) {
      return IntStream.rangeClosed(1, parameters.replicates()).boxed().toList();
    }
    List<Integer> planned =
        parameters.analyses().stream()
            .filter(analysis -> analysis.name().equals(side.analysis()))
            .flatMap(analysis -> analysis.replicates().stream())
            .toList();
    List<Measurement> rows = rows(side);
    if (!rows.isEmpty() && rows.stream().allMatch(row -> row.of().replicate() == null)) {
      return List.of(0);
    }
    if (!planned.isEmpty()) {
      return planned;
    }
    TreeSet<Integer> found = new TreeSet<>();
    rows.stream().map(row -> row.of().replicate()).filter(Objects::nonNull).forEach(found::add);
    return List.copyOf(found);
  }

  /**
   * The numbers of a side in a replicate, one a draw.
   *
   * @throws MissingException when there is none, or one that is no number
   */
  List<Found> of(Side side, Place claimed, int replicate) {
    Place place = side.at() == null ? claimed : side.at();
    String arm = side.arm();
    if (arm == null) {
      return List.of(new Found(null, mean(side, side.at(), replicate), null));
    }
    if (replicate == 0) {
      double value = mean(side, matching(side, 0, arm, null, null), arm);
      return List.of(new Found(null, value, null));
    }
    List<Found> found = new ArrayList<>();
    for (Integer draw : rounds.draws(arm, replicate)) {
      Result row = rounds.at(arm, replicate, draw, place);
      double value =
          side.analysis() == null
              ? metric(side, row, arm)
              : mean(
                  side,
                  matching(side, replicate, arm, draw, row.round()),
                  Rounds.where(arm, replicate, draw) + " at round " + row.round());
      found.add(new Found(draw, value, row.iterationsBehind()));
    }
    return found;
  }

  private double metric(Side side, Result row, String arm) {
    ResultMetric metric = ResultMetric.of(side.measure()).orElseThrow();
    EvaluateResult evaluated = evidence.evaluations().get(row.evaluateTask());
    TrainResult trained = evidence.trainings().get(row.trainTask());
    Double value =
        switch (metric) {
          case TEST_ACCURACY -> evaluated == null ? null : (Double) evaluated.testAccuracy();
          case TEST_LOSS -> evaluated == null ? null : (Double) evaluated.testLoss();
          case VALIDATION_ACCURACY -> evaluated == null ? null : evaluated.validationAccuracy();
          case VALIDATION_LOSS -> evaluated == null ? null : evaluated.validationLoss();
          case TRAINING_LOSS -> trained == null ? null : (Double) trained.finalLoss();
          case DENSITY -> (Double) rounds.density(row);
          case ITERATIONS -> (Double) (double) row.iterations();
          case ITERATIONS_BEHIND -> (Double) (double) row.iterationsBehind();
        };
    if (value == null || !Double.isFinite(value)) {
      throw new MissingException(
          Rounds.where(arm, row.replicate(), row.draw())
              + " has "
              + (value == null ? "no " : "no finite ")
              + side.measure()
              + " at round "
              + row.round()
              + (value == null ? ": " + row.evaluateTask() + " or what it needs failed" : ""));
    }
    return value;
  }

  private List<Measurement> rows(Side side) {
    return evidence
        .measured()
        .getOrDefault(Objects.requireNonNullElse(side.analysis(), ""), List.of())
        .stream()
        .filter(row -> row.name().equals(side.measure()))
        .filter(row -> Objects.equals(row.layer(), side.layer()))
        .filter(row -> Objects.equals(row.item(), side.item()))
        .flatMap(row -> turned(side, row))
        .filter(row -> other(side, row.other()))
        .toList();
  }

  /** A row, and of a pair of arms that is given the other way round the same about the other. */
  private static Stream<Measurement> turned(Side side, Measurement row) {
    return side.otherArm() == null || side.otherArm().equals(side.arm())
        ? Stream.of(row)
        : Stream.of(
            row,
            new Measurement(
                row.name(),
                row.other(),
                row.of(),
                row.layer(),
                row.item(),
                row.measured(),
                row.n(),
                row.low(),
                row.high(),
                row.unit()));
  }

  private static boolean other(Side side, Spot other) {
    boolean arm =
        side.otherArm() == null
            || (side.otherArm().equals(SideConfig.DENSE)
                ? other.arm() == null && Objects.equals(other.round(), 0)
                : side.otherArm().equals(other.arm()));
    return arm && (side.otherRound() == null || Objects.equals(side.otherRound(), other.round()));
  }

  /** Measurements of an arm; a draw or round of null in a row fits all. */
  private List<Measurement> matching(
      Side side, int replicate, String arm, @Nullable Integer draw, @Nullable Integer round) {
    boolean dense = arm.equals(SideConfig.DENSE) || Objects.equals(round, 0);
    return rows(side).stream()
        .filter(row -> Objects.requireNonNullElse(row.of().replicate(), 0) == replicate)
        .filter(row -> arm.equals(row.of().arm()) || (dense && row.of().arm() == null))
        .filter(row -> row.of().draw() == null || draw == null || row.of().draw().equals(draw))
        .filter(row -> row.of().round() == null || round == null || row.of().round().equals(round))
        .toList();
  }

  /** Of no arm: what stands in no arm, at a round only where the side names one itself. */
  private double mean(Side side, @Nullable Place own, int replicate) {
    List<Measurement> rows =
        rows(side).stream()
            .filter(row -> row.of().arm() == null)
            .filter(row -> Objects.requireNonNullElse(row.of().replicate(), 0) == replicate)
            .filter(
                row ->
                    own == null
                        || !own.kind().equals("round")
                        || own.number() == null
                        || Objects.equals(row.of().round(), own.number().intValue()))
            .toList();
    return mean(side, rows, "replicate " + replicate);
  }

  private double mean(Side side, List<Measurement> rows, String where) {
    if (rows.isEmpty()) {
      throw new MissingException(
          where + ": analysis " + side.analysis() + " measured no " + words(side) + known(side));
    }
    double mean = rows.stream().mapToDouble(Measurement::measured).average().orElseThrow();
    if (!Double.isFinite(mean)) {
      throw new MissingException(where + ": " + words(side) + " is not a finite number");
    }
    return mean;
  }

  private String known(Side side) {
    List<String> names =
        evidence
            .measured()
            .getOrDefault(Objects.requireNonNullElse(side.analysis(), ""), List.of())
            .stream()
            .map(Measurement::name)
            .distinct()
            .sorted()
            .limit(12)
            .toList();
    return names.isEmpty() || names.contains(side.measure())
        ? ""
        : " (it measured: " + String.join(", ", names) + ")";
  }

  /** A measure in words. */
  static String words(Side side) {
    StringBuilder words = new StringBuilder(side.measure());
    if (side.layer() != null) {
      words.append(" of layer ").append(side.layer());
    }
    if (side.item() != null) {
      words.append(" for ").append(side.item());
    }
    if (side.otherArm() != null) {
      words.append(" against ").append(side.otherArm());
    }
    if (side.otherRound() != null) {
      words.append(" against round ").append(side.otherRound());
    }
    return words.toString();
  }
}
