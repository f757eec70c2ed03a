#include "saldo/plugin.h"

/* An entry in plain C of a plugin that this version must refuse: one that needs a later host, or,
 * with another magic number, something that is no plugin. */

#ifndef MAGIC
#define MAGIC SALDO_PLUGIN_MAGIC
#endif

static uint32_t create(const saldo_host* host, saldo_str component, saldo_instance** instance,
                       saldo_error* error) {
  (void)host;
  (void)component;
  (void)error;
  *instance = NULL;
  return SALDO_E_BUG;
}

static const void* extension(saldo_instance* instance, saldo_str id) {
  (void)instance;
  (void)id;
  return NULL;
}

static void destroy(saldo_instance* instance) { (void)instance; }

__attribute__((visibility("default"))) const saldo_plugin* saldo_plugin_entry_v0(void);

const saldo_plugin* saldo_plugin_entry_v0(void) {
  static const saldo_plugin plugin = {
      .struct_size = sizeof(saldo_plugin),
      .magic = MAGIC,
      .abi_major = SALDO_ABI_MAJOR,
      .abi_minor = SALDO_ABI_MINOR + 1,
      .host_minor_min = SALDO_ABI_MINOR + 1,
      .id = {"org.saldo.test.future", 21},
      .version = {"1.0.0", 5},
      .create = create,
      .extension = extension,
      .destroy = destroy,
  };
  return &plugin;
}
