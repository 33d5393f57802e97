package io.espalier.store.sql.column;

import io.espalier.store.step.RuntimeInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** Rows of runtimes, within the caller's transaction. */
public final class RuntimeRows {
  /** Columns for {@link #read}, of a table called {@code rt}. */
  public static final String COLUMNS =
      "rt.jar, rt.git_commit, rt.dirty, rt.java, rt.os_arch, rt.cpu_features, rt.backend,"
          + " rt.blas, rt.threads, rt.device";

  private RuntimeRows() {}

  /** The runtime of a row. */
  public static RuntimeInfo read(ResultSet rows) throws SQLException {
    return new RuntimeInfo(
        rows.getString("jar"),
        rows.getString("git_commit"),
        rows.getBoolean("dirty"),
        rows.getString("java"),
        rows.getString("os_arch"),
        rows.getString("cpu_features"),
        rows.getString("backend"),
        rows.getString("blas"),
        rows.getInt("threads"),
        rows.getString("device"));
  }

  /** Gets or creates the row of a runtime. */
  public static long id(Handle handle, RuntimeInfo runtime) {
    String digest = runtime.digest();
    return handle
        .createQuery("SELECT id FROM runtime WHERE digest = :digest")
        .bind("digest", digest)
        .mapTo(Long.class)
        .findOne()
        .orElseGet(() -> insert(handle, runtime, digest));
  }

  private static long insert(Handle handle, RuntimeInfo runtime, String digest) {
    return handle
        .createUpdate(
            """
            INSERT INTO runtime (digest, jar, git_commit, dirty, java, os_arch, cpu_features,
              backend, blas, threads, device)
            VALUES (:digest, :jar, :commit, :dirty, :java, :os, :cpu, :backend, :blas, :threads,
              :device)
            """)
        .bind("digest", digest)
        .bind("jar", Text.clipped(runtime.jar(), Text.NAME))
        .bind("commit", Text.clipped(runtime.gitCommit(), Text.NAME))
        .bind("dirty", runtime.dirty())
        .bind("java", Text.clipped(runtime.java(), Text.NAME))
        .bind("os", Text.clipped(runtime.osArch(), Text.NAME))
        .bind("cpu", Text.clipped(runtime.cpuFeatures(), Text.MESSAGE))
        .bind("backend", Text.clipped(runtime.backend(), Text.NAME))
        .bind("blas", Text.clipped(runtime.blas(), Text.NAME))
        .bind("threads", runtime.threads())
        .bind("device", Text.clipped(runtime.device(), Text.NAME))
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }
}
