package io.espalier.dag;

import java.util.Locale;

/** Airflow's run states. */
public enum RunState {
  QUEUED,
  RUNNING,
  SUCCESS,
  FAILED;

  /** Airflow's spelling. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads Airflow's spelling. */
  public static RunState of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
