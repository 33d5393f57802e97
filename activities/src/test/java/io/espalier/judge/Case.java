package io.espalier.judge;

import io.espalier.dag.RandomStream;
import io.espalier.operator.EvaluateResult;
import io.espalier.operator.PruneResult;
import io.espalier.operator.TrainResult;
import io.espalier.operator.judge.JudgeParameters;
import io.espalier.operator.judge.JudgeParameters.Claim;
import io.espalier.operator.judge.JudgeParameters.Comparison;
import io.espalier.operator.judge.JudgeParameters.Place;
import io.espalier.operator.judge.JudgeParameters.Region;
import io.espalier.operator.judge.JudgeParameters.Side;
import io.espalier.operator.judge.Verdict;
import io.espalier.random.RandomSource;
import io.espalier.store.measurement.Measurement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results of arms a and b, three rounds each, made up for a test. */
final class Case {
  static final Region ABOVE = new Region(0.0, null);
  static final Place LAST = new Place("last", null);

  private final Map<String, EvaluateResult> evaluations = new HashMap<>();
  private final Map<String, PruneResult> masks = new HashMap<>();
  private final Map<String, TrainResult> trainings = new HashMap<>();
  private final Map<String, List<Measurement>> measured = new HashMap<>();
  private final List<JudgeParameters.Result> results = new ArrayList<>();
  private final List<Claim> claims = new ArrayList<>();
  private final int replicates;

  Case(int replicates) {
    this.replicates = replicates;
    for (int replicate = 1; replicate <= replicates; replicate++) {
      row(replicate, null, null, 0, 100);
    }
  }

  private void row(
      int replicate, @Nullable String arm, @Nullable Integer draw, int round, long behind) {
    String id = "r" + replicate + "." + arm + "." + draw + "." + round;
    results.add(
        new JudgeParameters.Result(
            replicate, arm, draw, round, 100, behind, id, id, round == 0 ? null : id));
    evaluations.put(id, new EvaluateResult(0.5, 1.0, 0.5, 1.0));
  }

  /** One row with its accuracies; density is 2 to the power of −round. */
  Case with(int replicate, String arm, int round, @Nullable Double validation, double test) {
    return with(replicate, arm, 1, round, validation, test);
  }

  Case with(
      int replicate, String arm, int draw, int round, @Nullable Double validation, double test) {
    row(replicate, arm, draw, round, 100L * (round + 1));
    String id = "r" + replicate + "." + arm + "." + draw + "." + round;
    evaluations.put(id, new EvaluateResult(validation, validation, test, test));
    masks.put(id, new PruneResult(1, 1, Math.pow(2, -round), Map.of()));
    return this;
  }

  /** Round 1 of an arm in every replicate. */
  Case all(String arm, double... tests) {
    for (int i = 0; i < tests.length; i++) {
      with(i + 1, arm, 1, 0.9, tests[i]);
    }
    return this;
  }

  /** What failed leaves nothing. */
  Case failed(int replicate, String arm, int round) {
    evaluations.remove("r" + replicate + "." + arm + ".1." + round);
    return this;
  }

  Case measured(int replicate, String arm, int round, String name, double value) {
    measured
        .computeIfAbsent("looks", key -> new ArrayList<>())
        .add(
            new Measurement(
                name,
                new Measurement.Spot(replicate, arm, 1, round),
                Measurement.Spot.NONE,
                null,
                null,
                value,
                null,
                null,
                null,
                ""));
    return this;
  }

  static Side side(String arm) {
    return new Side("test_accuracy", null, arm, null, null, null, null, null);
  }

  static Comparison over(Side a, @Nullable Side b, Region holds) {
    return new Comparison(a, b, holds, null, false);
  }

  Case claim(String name, Place place, Comparison... compare) {
    return claim(
        new Claim(
            name,
            name,
            List.of(place),
            1,
            List.of(compare),
            compare.length,
            List.of(),
            false,
            false));
  }

  Case claim(Claim claim) {
    claims.add(claim);
    return this;
  }

  Verdict verdict() {
    JudgeParameters parameters =
        new JudgeParameters(
            replicates, claims, results, List.of(new JudgeParameters.Analysis("looks", List.of())));
    return new Judge(
            parameters,
            new Evidence(evaluations, masks, trainings, measured),
            RandomSource.of(new RandomStream("bootstrap", 1, List.of())))
        .verdict();
  }

  Verdict.Claim only() {
    return verdict().claims().get(0);
  }
}
