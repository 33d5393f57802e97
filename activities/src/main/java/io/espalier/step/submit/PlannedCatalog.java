package io.espalier.step.submit;

import io.espalier.catalog.Catalog;
import io.espalier.data.own.PlannedSets;
import io.espalier.plan.Plan;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;

/** What a stored plan means by its names, on a machine that need not have seen them before. */
public final class PlannedCatalog {
  private PlannedCatalog() {}

  /**
   * A catalog with the imported data sets that the plan was made with, read from the store.
   *
   * @param catalog what this process knows by itself
   * @throws StoreUnavailableException when a file cannot be read just now
   */
  public static Catalog of(Store store, Catalog catalog, Plan plan) {
    try {
      return PlannedSets.in(catalog, plan, store.artifacts()::path);
    } catch (IOException e) {
      throw new StoreUnavailableException("reading a data set of the plan failed: " + e, e);
    }
  }
}
