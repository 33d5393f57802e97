package io.espalier.cli.repair;

import io.espalier.catalog.Catalog;
import io.espalier.data.own.OwnSets;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.plan.Planner;
import io.espalier.step.submit.RunStart;
import io.espalier.store.Store;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.check.Copies;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Configurations and plans of runs, each made again from the other. Whether the bytes are the right
 * ones is decided by whoever takes them: another version of Espalier may plan otherwise.
 */
public final class RunFiles implements Copies, AutoCloseable {
  private final Path home;
  private final Store store;
  private @Nullable Path made;

  /** Files of the runs of this store. */
  public RunFiles(Path home, Store store) {
    this.home = home;
    this.store = store;
  }

  @Override
  public Optional<Copy> find(StoredArtifact artifact) {
    for (RunRecord run : store.runs().list()) {
      try {
        if (run.configDigest().equals(artifact.sha256())) {
          Plan plan = PlanJson.read(store.artifacts().read(run.planDigest()));
          return Optional.of(written(RunStart.configuration(plan), "the plan of " + run.runId()));
        }
        if (run.planDigest().equals(artifact.sha256())) {
          byte[] plan = PlanJson.write(planned(run));
          return Optional.of(written(plan, "the configuration of " + run.runId()));
        }
      } catch (CorruptArtifactException
          | IllegalArgumentException
          | ExperimentException cannotBeMade) {
        // Another run may have the same configuration or plan.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.empty();
  }

  private Plan planned(RunRecord run) throws IOException {
    Catalog catalog = Catalog.builtIn().with(OwnSets.in(home));
    Experiment experiment =
        Experiments.parse(run.configDigest(), store.artifacts().read(run.configDigest()), catalog);
    List<String> weights = inputs(run, "file");
    return Planner.plan(
        experiment,
        catalog,
        inputs(run, "data"),
        experiment.model().startWeights() == null || weights.isEmpty() ? null : weights.get(0));
  }

  /** What the run's first replicate read from files, in order. */
  private List<String> inputs(RunRecord run, String role) {
    for (TaskRecord task : store.tasks().list(run.runId())) {
      List<String> digests =
          task.stepKey() == null
              ? List.of()
              : store.steps().inputs(task.stepKey()).stream()
                  .filter(input -> input.role().equals(role))
                  .map(StepArtifact::artifact)
                  .map(StoredArtifact::sha256)
                  .toList();
      if (!digests.isEmpty()) {
        return digests;
      }
    }
    return List.of();
  }

  private Copy written(byte[] bytes, String from) throws IOException {
    Path file = Files.createTempFile("espalier", ".json");
    close();
    made = file;
    Files.write(file, bytes);
    return new Copy(file, from);
  }

  @Override
  public void close() {
    Path file = made;
    made = null;
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
