package io.espalier.store;

import io.espalier.store.artifact.Artifacts;
import io.espalier.store.audit.AuditLog;
import io.espalier.store.lineage.Lineage;
import io.espalier.store.measurement.Measurements;
import io.espalier.store.metric.Metrics;
import io.espalier.store.question.Questions;
import io.espalier.store.run.Runs;
import io.espalier.store.step.Steps;
import io.espalier.store.task.Tasks;
import io.espalier.store.worker.WorkerRegistry;
import java.util.List;

/**
 * The experiment store: rows in H2 or PostgreSQL, bytes in a folder of files named by their digest.
 * Thread-safe; calls run on a private pool whose threads are never interrupted.
 */
public interface Store extends AutoCloseable {
  /** Content-addressed bytes. */
  Artifacts artifacts();

  /** Experiments and runs. */
  Runs runs();

  /** Task states of runs. */
  Tasks tasks();

  /** Memoised computations: claims, checkpoints, commits. */
  Steps steps();

  /** Training curves and other series of numbers. */
  Metrics metrics();

  /** Numbers that steps found out about results, arms and pairs of them. */
  Measurements measurements();

  /** Questions in SQL. */
  Questions questions();

  /** Which bytes came from which. */
  Lineage lineage();

  /** The hash-chained record of what happened. */
  AuditLog audit();

  /** The processes that work on this store, where several may. */
  WorkerRegistry workers();

  /**
   * The name that tells this store from others that use the same Temporal server: 12 lowercase hex
   * digits, made once with its database; empty where one process owns the store.
   */
  String identity();

  /**
   * Whether other processes may work on this store just now, as in PostgreSQL. Otherwise what this
   * process does not do is not done at all.
   */
  boolean shared();

  /** What had to be mended when this store was opened, a sentence each; for people. */
  List<String> notices();

  @Override
  void close();
}
