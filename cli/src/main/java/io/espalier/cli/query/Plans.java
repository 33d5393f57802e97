package io.espalier.cli.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.plan.Plan;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.io.IOException;

/** Reads stored plans. */
public final class Plans {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Plans() {}

  /** The plan of a run. */
  public static Plan of(Store store, RunRecord run) {
    return read(store.artifacts().read(run.planDigest()));
  }

  /** A plan from its stored bytes. */
  public static Plan read(byte[] bytes) {
    try {
      return MAPPER.readValue(bytes, Plan.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a plan: " + e.getMessage(), e);
    }
  }
}
