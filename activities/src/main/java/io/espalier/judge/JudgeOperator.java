package io.espalier.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.Flow;
import io.espalier.dag.Place;
import io.espalier.operator.EvaluateResult;
import io.espalier.operator.PruneResult;
import io.espalier.operator.TrainResult;
import io.espalier.operator.judge.JudgeParameters;
import io.espalier.operator.judge.Verdict;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.Parameters;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.step.Xcom;
import io.espalier.store.measurement.Measurement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges claims; see {@link JudgeParameters}. Measures of each comparison {@code difference}, with
 * its 95 % interval, and of each claim {@code verdict}: 1 holds, −1 refuted, 0 undecided, and none
 * where the condition is not reached.
 */
@AutoService(Descriptor.class)
public final class JudgeOperator implements Operator<JudgeParameters> {
  @Override
  public String name() {
    return "judge";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Judges the claims of an experiment.";
  }

  @Override
  public Class<JudgeParameters> parameters() {
    return JudgeParameters.class;
  }

  @Override
  public Flow flow() {
    return Flow.REVIEW;
  }

  @Override
  public boolean readsTestData() {
    return true;
  }

  @Override
  public boolean seesPlaces() {
    return true;
  }

  @Override
  public Map<String, String> run(JudgeParameters parameters, StepContext context) {
    Verdict verdict =
        new Judge(parameters, evidence(parameters, context), context.random("bootstrap")).verdict();
    byte[] json = bytes(verdict);
    context.output("verdict", "verdict", "application/json", out -> out.write(json));
    Map<String, String> outcomes = new LinkedHashMap<>();
    for (Verdict.Claim claim : verdict.claims()) {
      measure(context, claim);
      outcomes.put(claim.name(), claim.outcome().text());
    }
    return outcomes;
  }

  private static byte[] bytes(Verdict verdict) {
    try {
      return Parameters.MAPPER.writeValueAsBytes(verdict);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Evidence evidence(JudgeParameters parameters, StepContext context) {
    Map<String, List<Measurement>> measured = new TreeMap<>();
    for (JudgeParameters.Analysis analysis : parameters.analyses()) {
      List<Measurement> rows = new ArrayList<>();
      context.placedInputs(analysis.role()).forEach(input -> rows.addAll(rows(input)));
      measured.put(analysis.name(), rows);
    }
    return new Evidence(
        results(context, "evaluation", EvaluateResult.class),
        results(context, "mask", PruneResult.class),
        results(context, "training", TrainResult.class),
        measured);
  }

  private static <T> Map<String, T> results(StepContext context, String name, Class<T> type) {
    Map<String, T> results = new HashMap<>();
    for (Xcom result : context.xcoms(name)) {
      results.put(result.taskId(), result.as(type));
    }
    return results;
  }

  private static List<Measurement> rows(PlacedInput input) {
    try {
      return Parameters.MAPPER.readValue(input.read(), new TypeReference<List<Measurement>>() {});
    } catch (IOException e) {
      throw new FatalTaskException("measurements " + input.digest() + ": " + e.getMessage());
    }
  }

  private static void measure(StepContext context, Verdict.Claim claim) {
    Subject all = Subject.of(Place.NONE);
    for (Verdict.Place place : claim.places()) {
      for (Verdict.Comparison each : place.compared()) {
        if (each.mean() != null) {
          String item = claim.name() + ": " + each.a() + (each.b() == null ? "" : " − " + each.b());
          context.measure(
              "difference",
              all.item(item.length() > 250 ? item.substring(0, 250) : item),
              each.mean(),
              (long) each.n(),
              each.low(),
              each.high(),
              "");
        }
      }
    }
    switch (claim.outcome()) {
      case HOLDS -> context.measure("verdict", all.item(claim.name()), 1, "");
      case REFUTED -> context.measure("verdict", all.item(claim.name()), -1, "");
      case UNDECIDED -> context.measure("verdict", all.item(claim.name()), 0, "");
      case CONDITION_NOT_REACHED -> {}
    }
  }
}
