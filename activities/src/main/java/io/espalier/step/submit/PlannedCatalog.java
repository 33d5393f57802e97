package io.espalier.step.submit;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.PluginException;
import io.espalier.data.own.PlannedSets;
import io.espalier.plan.Plan;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;

/** What a stored plan means by its names, on a machine that need not have seen them before. */
public final class PlannedCatalog {
  private static final String KIND = "plugin";
  private static final String MEDIA_TYPE = "application/java-archive";

  private PlannedCatalog() {}

  /**
   * Stores the user jars that a plan was made with, so that {@link #of} finds them.
   *
   * @param catalog what the plan was made with
   */
  public static void store(Store store, Catalog catalog, Plan plan) {
    for (String digest : new TreeSet<>(plan.plugins().values())) {
      Path jar = catalog.jars().get(digest);
      if (jar != null && store.artifacts().find(digest).isEmpty()) {
        store.artifacts().copy(KIND, MEDIA_TYPE, jar, digest);
      }
    }
  }

  /**
   * A catalog with the user jars and the imported data sets that the plan was made with, read from
   * the store and held against their digests.
   *
   * @param catalog what this process knows by itself
   * @throws PluginException when a jar of the plan does not go together with this program
   * @throws StoreUnavailableException when a file cannot be read just now
   */
  public static Catalog of(Store store, Catalog catalog, Plan plan) {
    Catalog planned = catalog;
    for (String digest : new TreeSet<>(plan.plugins().values())) {
      if (!planned.plugins().containsValue(digest) && store.artifacts().find(digest).isPresent()) {
        planned = planned.withPlugin(store.artifacts().path(digest), digest);
      }
    }
    try {
      return PlannedSets.in(planned, plan, store.artifacts()::path);
    } catch (IOException e) {
      throw new StoreUnavailableException("reading a data set of the plan failed: " + e, e);
    }
  }
}
