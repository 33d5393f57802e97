package io.espalier.experiment;

import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Id;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.LeftOut;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.claim.ClaimConfig;
import io.espalier.experiment.claim.StudyConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One experiment file with every default filled in.
 *
 * <p>The records of this package are the only description of the file: loader, overrides, JSON,
 * JSON Schema and reference are all read off their components and annotations.
 */
public record Experiment(
    @Doc("Name of the experiment; the dag_id of its runs.") @Id(group = false) String name,
    @Doc("What to train on.") DataConfig data,
    @Doc("What to train.") ModelConfig model,
    @Doc("How the dense network and every pruned one is trained.") TrainConfig train,
    @Doc("What each round removes, in arms that prune.") @Nullable PruneConfig prune,
    @Doc("What is compared, by name; each arm goes through all its rounds in every replicate.")
        @Id(group = true)
        Map<String, ArmConfig> arms,
    @Doc("How often everything is repeated under other random numbers.")
        @Range(min = 1, max = 1000)
        @Default("1")
        int replicates,
    @Doc("Seed of every random number; the same file and seed give the same bytes.")
        @Range(min = 0, max = 9007199254740991.0)
        @Default("1")
        long seed,
    @Doc(
            "What trains and evaluates. Left out: jvm for networks of fully connected layers alone,"
                + " dl4j-cpu for all others (dl4j-cuda in a build for CUDA).")
        @Known(ExecutorDescriptor.KIND)
        @Nullable String executor,
    @Doc("What happens to a task that fails.") @Default("{}") TasksConfig tasks,
    @Doc("Questions about results, by name, asked when they are there; none changes a result.")
        @Id(group = true)
        @Known("analysis")
        @Default("{}")
        Map<String, Named> analyses,
    @Doc("What is claimed of the results, by name; a verdict is computed when they are there.")
        @Id(group = true)
        @LeftOut
        @Default("{}")
        Map<String, ClaimConfig> claims,
    @Doc("What a study is about that makes this file; left out for any other experiment.") @LeftOut
        @Nullable StudyConfig study) {

  /** Fills in what arms take from the rest of the file. */
  public Experiment {
    Map<String, ArmConfig> complete = new LinkedHashMap<>();
    for (Map.Entry<String, ArmConfig> arm : arms.entrySet()) {
      complete.put(arm.getKey(), arm.getValue().completed(train));
    }
    arms = Collections.unmodifiableMap(complete);
    analyses = Collections.unmodifiableMap(new LinkedHashMap<>(analyses));
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /** The same with an executor. */
  public Experiment withExecutor(String name) {
    return new Experiment(
        this.name,
        data,
        model,
        train,
        prune,
        arms,
        replicates,
        seed,
        name,
        tasks,
        analyses,
        claims,
        study);
  }

  /**
   * The arm of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ArmConfig arm(String arm) {
    ArmConfig found = arms.get(arm);
    if (found == null) {
      throw new IllegalArgumentException(
          "arm: " + arm + " (expected one of: " + arms.keySet() + ")");
    }
    return found;
  }

  /**
   * What happens to a task that fails.
   *
   * @param retries tries after the first
   * @param retryDelay seconds before the next try
   */
  public record TasksConfig(
      @Doc("Tries after the first one has failed.") @Range(min = 0, max = 1000) @Default("0")
          int retries,
      @Doc("Seconds before the next try.") @Range(min = 0, max = 86400) @Default("300")
          double retryDelay) {}
}
