package io.espalier.service.query;

import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;

/** Reads stored plans. */
public final class Plans {
  private Plans() {}

  /** The plan of a run. */
  public static Plan of(Store store, RunRecord run) {
    return PlanJson.read(store.artifacts().read(run.planDigest()));
  }
}
