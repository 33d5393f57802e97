package io.espalier.store.step;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Memoised computations. A completed step never runs again unless its bytes were damaged. */
public interface Steps {
  /** The step with this key, if it was ever claimed. */
  Optional<StepRecord> find(String stepKey);

  /** Those of some steps that were ever claimed, by key, in one question to the database. */
  Map<String, StepRecord> find(Collection<String> stepKeys);

  /** Recorded outputs of a completed step. */
  List<StepArtifact> outputs(String stepKey);

  /** Recorded inputs of a step. */
  List<StepArtifact> inputs(String stepKey);

  /** Attempts at a step, oldest first. */
  List<AttemptRecord> attempts(String stepKey);

  /** What the attempts at some steps ran on, in one question to the database. */
  Set<RuntimeInfo> runtimes(Collection<String> stepKeys);

  /**
   * Seconds that workers have spent at steps, by key, over all attempts of all runs; of a worker
   * that was killed only as far as its claim's last renewal is recorded.
   *
   * @param runId of the run whose tasks name the steps, null for all steps
   */
  Map<String, Double> seconds(@Nullable String runId);

  /**
   * The steps under way: of a store that one process owns those that it has claimed, none where the
   * store is open for reading only, and otherwise those whose leases have not run out.
   */
  List<HeldStep> held();

  /**
   * The steps that workers hold whose claims have run out by the database's clock, in a shared
   * store; none where one process owns it, whose next owner ends what it finds.
   */
  List<HeldStep> runOut();

  /**
   * Ends an attempt whose claim has run out: it is LOST, its log is kept, and its step is free.
   *
   * @return whether this call did it, and neither another one nor the worker itself
   */
  boolean free(HeldStep step);

  /**
   * The log file of an attempt that is running or was killed; once the attempt has ended its log is
   * the artifact that {@link AttemptRecord#logDigest} names, and this file is gone. Of an attempt
   * on another machine it is a copy of what the claim's last renewal brought, which grows when this
   * is called again.
   */
  Path logFile(String stepKey, long fence);

  /**
   * Makes artifacts of logs that attempts left behind which ended without doing so: their workers
   * were lost, and other attempts may never come. For whoever looks after a shared store.
   */
  void collectLogs();

  /**
   * In one transaction: returns the recorded result (and sets the task to success, CACHED), or
   * takes the step under a new fence (and sets the task running), or says who holds it. A completed
   * step with a damaged or missing output is reopened; its commit must then reproduce the recorded
   * digests.
   */
  ClaimOutcome claim(ClaimRequest request);
}
