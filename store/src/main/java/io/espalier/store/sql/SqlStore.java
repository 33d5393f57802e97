package io.espalier.store.sql;

import io.espalier.store.Store;
import io.espalier.store.artifact.Artifacts;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.audit.AuditLog;
import io.espalier.store.check.Copies;
import io.espalier.store.check.FsckReport;
import io.espalier.store.check.Garbage;
import io.espalier.store.lineage.Lineage;
import io.espalier.store.measurement.Measurements;
import io.espalier.store.metric.Metrics;
import io.espalier.store.question.Questions;
import io.espalier.store.run.Runs;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.artifact.SqlArtifacts;
import io.espalier.store.sql.check.SqlAudit;
import io.espalier.store.sql.claim.Logs;
import io.espalier.store.sql.claim.SqlSteps;
import io.espalier.store.sql.damage.Fsck;
import io.espalier.store.sql.database.Database;
import io.espalier.store.sql.gc.Collector;
import io.espalier.store.sql.lineage.SqlLineage;
import io.espalier.store.sql.measurement.SqlMeasurements;
import io.espalier.store.sql.metric.SqlMetrics;
import io.espalier.store.sql.question.SqlQuestions;
import io.espalier.store.sql.run.SqlRuns;
import io.espalier.store.sql.task.SqlTasks;
import io.espalier.store.sql.worker.SqlWorkers;
import io.espalier.store.step.Steps;
import io.espalier.store.task.Tasks;
import io.espalier.store.worker.WorkerRegistry;
import java.util.List;
import java.util.function.Consumer;

/** The store over a database and a place for bytes. Thread-safe. */
public final class SqlStore implements Store {
  private final Database database;
  private final Blobs blobs;
  private final ArtifactRows rows;
  private final Logs logs;
  private final Collector collector;
  private final Artifacts artifacts;
  private final Runs runs;
  private final Tasks tasks;
  private final Steps steps;
  private final Metrics metrics;
  private final Measurements measurements;
  private final Questions questions;
  private final Lineage lineage;
  private final AuditLog audit;
  private final WorkerRegistry workers;
  private final String identity;
  private final List<String> notices;

  SqlStore(Database database, Blobs blobs, List<String> notices, String identity) {
    this.database = database;
    this.identity = identity;
    this.notices = List.copyOf(notices);
    this.blobs = blobs;
    rows = new ArtifactRows(blobs);
    logs = new Logs(database, blobs, rows);
    collector = new Collector(database, blobs);
    artifacts = new SqlArtifacts(database, blobs, rows);
    runs = new SqlRuns(database);
    tasks = new SqlTasks(database);
    steps = new SqlSteps(database, blobs, rows, logs, collector);
    metrics = new SqlMetrics(database);
    measurements = new SqlMeasurements(database);
    questions = new SqlQuestions(database);
    lineage = new SqlLineage(database);
    audit = new SqlAudit(database);
    workers = new SqlWorkers(database);
  }

  @Override
  public Artifacts artifacts() {
    return artifacts;
  }

  @Override
  public Runs runs() {
    return runs;
  }

  @Override
  public Tasks tasks() {
    return tasks;
  }

  @Override
  public Steps steps() {
    return steps;
  }

  @Override
  public Metrics metrics() {
    return metrics;
  }

  @Override
  public Measurements measurements() {
    return measurements;
  }

  @Override
  public Questions questions() {
    return questions;
  }

  @Override
  public Lineage lineage() {
    return lineage;
  }

  @Override
  public AuditLog audit() {
    return audit;
  }

  @Override
  public WorkerRegistry workers() {
    return workers;
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public boolean shared() {
    return database.engine().shared();
  }

  @Override
  public List<String> notices() {
    return notices;
  }

  /** What a new owner does first. */
  Recovery recovery() {
    return new Recovery(database, blobs, logs, collector);
  }

  /** As {@link io.espalier.store.open.Stores#fsck}. */
  public FsckReport fsck(Consumer<Long> progress) {
    return new Fsck(database, blobs, rows).check(progress);
  }

  /** As {@link io.espalier.store.open.Stores#requirePlace}. */
  public void requirePlace() {
    blobs.requireOwn();
  }

  /** As {@link io.espalier.store.open.Stores#garbage}. */
  public Garbage garbage() {
    return collector.look();
  }

  /** As {@link io.espalier.store.open.Stores#collect}. */
  public Garbage collect() {
    return collector.collect();
  }

  /** Removes what is condemned, for tests that do so step by step. */
  Collector collector() {
    return collector;
  }

  /** As {@link io.espalier.store.open.Stores#repair}. */
  public FsckReport repair(Copies copies, Consumer<Long> progress) {
    return new Fsck(database, blobs, rows).repair(copies, progress);
  }

  /** The way to the rows, for tests that damage them. */
  Database database() {
    return database;
  }

  @Override
  public void close() {
    try {
      database.close();
    } finally {
      logs.close();
      blobs.close();
    }
  }
}
