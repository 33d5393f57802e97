package io.espalier.plan.analysis;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.peer.EvaluatePeersParameters;
import io.espalier.plan.analysis.Look.Dimension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Networks that were trained together, as an ensemble: accuracy and loss of Σ ωᵢ zᵢ of their logits
 * on validation and test split, the mean of its members, and how their weights ω went. Members that
 * were trained each by itself, such as independent peers, count equally.
 */
@AutoService(Descriptor.class)
public final class PeerEnsemble implements AnalysisDescriptor, SettingsRules {
  /** Settings. */
  public record Settings(@Doc("Which results are looked at.") @Default("{}") Selection only) {}

  @Override
  public String name() {
    return "peer_ensemble";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Ensembles of networks that were trained together, and how their weights went.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Selection only = place.settings(Settings.class).only();
    only.check(place, "only");
    if (only.rounds() != null) {
      throw place.fail("only.rounds", "rounds", "arms or replicates, since an ensemble has all");
    }
  }

  /** One task a replicate and arm. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    Map<String, List<AnalysedResult>> arms = new LinkedHashMap<>();
    for (AnalysedResult result : plan.results()) {
      if (result.jointTask() != null && settings.only().of(result)) {
        arms.computeIfAbsent(
                "r" + result.replicate() + "." + result.place().arm(), id -> new ArrayList<>())
            .add(result);
      }
    }
    arms.forEach(
        (id, members) ->
            plan.task(
                id,
                "evaluate_peers",
                new EvaluatePeersParameters(members.get(0).network()),
                inputs(members),
                plan.stream("permute", members.get(0).replicate())));
  }

  /** A training that several members come from is read once. */
  private static List<TaskInput> inputs(List<AnalysedResult> members) {
    AnalysisInputs inputs = new AnalysisInputs().masks("mask", members.stream());
    List<String> seen = new ArrayList<>();
    for (AnalysedResult member : members) {
      if (!seen.contains(member.jointTask())) {
        inputs.add(member.joint("joint", seen.size()));
        seen.add(String.valueOf(member.jointTask()));
      }
    }
    return inputs.split(members.get(0)).list();
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines("Weights of the peers", List.of("peer_weight"), Dimension.ITEM, Dimension.ROUND)
            .each(Dimension.ARM)
            .note("ω over the iterations of the training; a round is a peer, the widest first."),
        Look.bars("Ensemble", "ensemble_accuracy", Dimension.ARM, Dimension.ITEM)
            .note("Accuracy of Σ ω z on the test split, and the mean of its members."));
  }
}
