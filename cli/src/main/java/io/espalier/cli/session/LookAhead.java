package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.access.StoreAccess;
import io.espalier.data.DataSet;
import io.espalier.experiment.Experiment;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.service.answer.PlanAnswer;
import io.espalier.service.answer.StepAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.step.StepQuery;
import io.espalier.step.key.RecordedSteps;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.step.StepArtifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans an experiment without running it. */
public final class LookAhead {
  private LookAhead() {}

  /**
   * What running it would do, given what the store holds, if there is one.
   *
   * @param home the folder of the data files
   */
  public static PlanAnswer of(StoreAccess store, Path home, Catalog catalog, Experiment experiment)
      throws IOException {
    DataSet set = DataFiles.find(catalog, experiment.data().name());
    Plan plan =
        Planner.plan(
            experiment,
            catalog,
            DataFiles.expected(home, set),
            StartWeights.digest(experiment.model().startWeights()));
    Map<String, String> recorded =
        store
            .ifAny(source -> RecordedSteps.of(key -> find(source, key), catalog, plan))
            .orElse(Map.of());
    return PlanSummary.of(plan, catalog, recorded);
  }

  private static Optional<List<StepArtifact>> find(StoreAccess.Source source, String key) {
    StepAnswer step = source.ask(StepQuery.QUERY, Arguments.of("key", key));
    return step.completed()
        ? Optional.of(step.outputs().stream().map(LookAhead::output).toList())
        : Optional.empty();
  }

  private static StepArtifact output(StepAnswer.Output output) {
    return new StepArtifact(
        output.role(), output.ordinal(), new StoredArtifact(output.sha256(), 0, "", ""));
  }
}
