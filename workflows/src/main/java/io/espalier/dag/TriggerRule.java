package io.espalier.dag;

import java.util.Locale;

/** Airflow's 13 trigger rules. */
public enum TriggerRule {
  ALL_SUCCESS,
  ALL_FAILED,
  ALL_DONE,
  ALL_DONE_MIN_ONE_SUCCESS,
  ALL_DONE_SETUP_SUCCESS,
  ALL_SKIPPED,
  ONE_SUCCESS,
  ONE_FAILED,
  ONE_DONE,
  NONE_FAILED,
  NONE_FAILED_MIN_ONE_SUCCESS,
  NONE_SKIPPED,
  ALWAYS;

  /** Airflow's spelling. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads Airflow's spelling. */
  public static TriggerRule of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
