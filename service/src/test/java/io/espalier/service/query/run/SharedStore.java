package io.espalier.service.query.run;

import io.espalier.store.Store;
import io.espalier.store.artifact.Artifacts;
import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A store of one process that says of itself that others work on it too. */
final class SharedStore {
  private SharedStore() {}

  static Store over(Store store) {
    return store(store, store.artifacts());
  }

  /** One whose bucket is away. */
  static Store withoutBytes(Store store) {
    Artifacts away =
        (Artifacts)
            Proxy.newProxyInstance(
                Artifacts.class.getClassLoader(),
                new Class<?>[] {Artifacts.class},
                (proxy, method, arguments) -> {
                  throw StoreUnavailableException.ofBucket(
                      "the bucket is away", new IOException("no answer"));
                });
    return store(store, away);
  }

  private static Store store(Store store, Artifacts artifacts) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              try {
                return switch (method.getName()) {
                  case "shared" -> true;
                  case "artifacts" -> artifacts;
                  default -> method.invoke(store, arguments);
                };
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }
}
