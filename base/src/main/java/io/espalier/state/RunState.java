package io.espalier.state;

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

  /** Whether nothing more becomes of the run by itself. */
  public boolean ended() {
    return this == SUCCESS || this == FAILED;
  }

  /** Reads Airflow's spelling. */
  public static RunState of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
