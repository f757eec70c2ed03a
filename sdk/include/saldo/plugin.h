/* saldo/plugin.h — the contract between saldo and a connector plugin.
 *
 * One C11 header; it needs only <stddef.h> and <stdint.h>. C++ authors use sdk.hpp on top of it.
 *
 * Trust: a plugin runs in a process of its own (saldo-plugin-host), confined by Landlock and
 * seccomp. Time, files, configuration and logs come only through the services below; whatever else
 * the plugin tries is refused or ends the process.
 *
 * Growth: a minor version only appends — fields at the end of structs that begin with struct_size
 * (test with SALDO_HAS), new service and extension ids, new record kinds and field ids. saldo_str,
 * saldo_money, saldo_field and saldo_record are frozen for the whole major.
 *
 * Threads: every function is called on one thread, never concurrently for an instance, and may
 * block. The host ends a call from outside; long loops ask should_stop.
 *
 * Memory: who allocates frees. A pointer handed over is good until the call returns.
 *
 * Nothing but these types may cross: no exceptions, no longjmp, no FILE, no descriptors, no paths.
 */
#ifndef SALDO_PLUGIN_H
#define SALDO_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SALDO_ABI_MAJOR 0u
#define SALDO_ABI_MINOR 1u
#define SALDO_PLUGIN_MAGIC 0x4f444c53u /* "SLDO" */

/* True when the peer's struct `s` is long enough to hold `field`. */
#define SALDO_HAS(s, field) \
  ((s)->struct_size >= offsetof(__typeof__(*(s)), field) + sizeof((s)->field))

/* Outcome of a call: a class that says what saldo does next. Unknown values count as BUG. */
#define SALDO_OK 0u
#define SALDO_E_RETRY 1u       /* try again later, with back-off */
#define SALDO_E_REJECTED 2u    /* this input is bad: set it aside, go on */
#define SALDO_E_CONFIG 3u      /* stop until the configuration changes */
#define SALDO_E_AUTH 4u        /* stop at once and alert; never retried by itself */
#define SALDO_E_CANCELLED 5u   /* should_stop was obeyed */
#define SALDO_E_UNSUPPORTED 6u /* a needed service or feature isn't there */
#define SALDO_E_LIMIT 7u       /* something is larger than a limit */
#define SALDO_E_BUG 8u         /* a broken invariant inside the plugin */

/* Bytes with a length; UTF-8 unless said otherwise; not terminated. Empty: size 0. */
typedef struct saldo_str {
  const char* data;
  uint64_t size;
} saldo_str;

/* An amount in units of 10^-scale of the currency (ISO 4217 letters, then 0). */
typedef struct saldo_money {
  int64_t units;
  char currency[4];
  uint8_t scale;
  uint8_t reserved[3];
} saldo_money;

/* A civil date: days since 1970-01-01. */
typedef int32_t saldo_date;
#define SALDO_DATE_NONE INT32_MIN

/* Where something stood in a document. line counts from 1 (0: unknown), offset from 0 in bytes. */
typedef struct saldo_place {
  uint64_t line;
  uint64_t offset;
} saldo_place;

/* Filled by a failing call; allocated by the caller. Texts end with 0. */
typedef struct saldo_error {
  uint32_t struct_size;
  uint32_t code; /* the plugin's own, documented by it */
  saldo_place place;
  uint64_t retry_after_ms; /* with RETRY; 0: saldo decides */
  saldo_money held;        /* money that the refused input holds up; currency "" when unknown */
  char rule[48];           /* what was broken, e.g. "statement.balance" */
  char expected[96];       /* the figure that had to stand there */
  char found[96];          /* the figure that stood there */
  char message[400];       /* one sentence: place, value, remedy */
} saldo_error;

/* --- Records -------------------------------------------------------------------------------
 * A record is a list of fields. Ids and types per kind stand in records.hpp, which describes each
 * record once; fields come in the order of that description. An absent field is left out.
 */
#define SALDO_RECORD_CUSTOMER 1u
#define SALDO_RECORD_ITEM 2u
#define SALDO_RECORD_STATEMENT 3u
#define SALDO_RECORD_TRANSACTION 4u
#define SALDO_RECORD_REMITTANCE_ADVICE 5u
#define SALDO_RECORD_REFUSAL 6u
#define SALDO_RECORD_PAYMENT_INSTRUCTION 7u
#define SALDO_RECORD_PAYMENT_STATUS 8u
#define SALDO_RECORD_EXTRACT 9u
#define SALDO_RECORD_CORRESPONDENCE 10u

#define SALDO_FIELD_TEXT 1u
#define SALDO_FIELD_MONEY 2u
#define SALDO_FIELD_DATE 3u
#define SALDO_FIELD_INTEGER 4u

typedef struct saldo_field {
  uint16_t id;
  uint16_t type;
  uint32_t row; /* which element, for fields of a list; 0 otherwise */
  union {
    saldo_str text;
    saldo_money money;
    int64_t integer; /* also dates, as days */
  } value;
} saldo_field;

typedef struct saldo_record {
  uint16_t kind;
  uint16_t reserved;
  uint32_t field_count;
  saldo_place place;
  const saldo_field* fields;
} saldo_record;

/* --- Host services -------------------------------------------------------------------------
 * The host passes saldo_host at create. service() answers NULL for what isn't offered; an answer
 * stays the same for the life of the instance.
 */
typedef struct saldo_host saldo_host;
struct saldo_host {
  uint32_t struct_size;
  uint16_t abi_major;
  uint16_t abi_minor;
  const void* (*service)(const saldo_host* host, saldo_str id);
};

#define SALDO_SERVICE_LOG "saldo.log/1"
#define SALDO_LOG_DEBUG 0u
#define SALDO_LOG_INFO 1u
#define SALDO_LOG_WARNING 2u
#define SALDO_LOG_ERROR 3u
typedef struct saldo_log_service {
  uint32_t struct_size;
  uint32_t reserved;
  /* Limited to 50 lines a second; what is over is counted, not written. */
  void (*write)(const saldo_host* host, uint32_t level, saldo_str message);
} saldo_log_service;

#define SALDO_SERVICE_RUN "saldo.run/1"
typedef struct saldo_run_service {
  uint32_t struct_size;
  uint32_t reserved;
  /* Not 0 once the call was cancelled: return SALDO_E_CANCELLED soon. Also a sign of life. */
  uint32_t (*should_stop)(const saldo_host* host);
  /* Work done of a total (0: unknown), in the plugin's own unit. Also a sign of life. */
  void (*progress)(const saldo_host* host, uint64_t done, uint64_t total);
} saldo_run_service;

/* For decoders: records of the document at hand. */
#define SALDO_SERVICE_RECORDS "saldo.records/1"
typedef struct saldo_records_service {
  uint32_t struct_size;
  uint32_t reserved;
  /* Copies the record; blocks while saldo is busy. Nothing takes effect before decode returns OK.
   */
  uint32_t (*emit)(const saldo_host* host, const saldo_record* record, saldo_error* error);
  /* For sources: returns when the cursor, and all documents finished before it, are durable. */
  uint32_t (*checkpoint)(const saldo_host* host, saldo_str cursor, saldo_error* error);
} saldo_records_service;

#define SALDO_SERVICE_CONFIG "saldo.config/1"
typedef struct saldo_config_service {
  uint32_t struct_size;
  uint32_t reserved;
  /* The value of a declared option as text; 0 when it isn't set and has no default. */
  uint32_t (*text)(const saldo_host* host, saldo_str key, saldo_str* value);
} saldo_config_service;

#define SALDO_SERVICE_CLOCK "saldo.clock/1"
typedef struct saldo_clock_service {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t (*now_ns)(const saldo_host* host);   /* UTC, nanoseconds since 1970 */
  saldo_date (*today)(const saldo_host* host); /* in the business time zone */
} saldo_clock_service;

#define SALDO_SERVICE_METRICS "saldo.metrics/1"
typedef struct saldo_metrics_service {
  uint32_t struct_size;
  uint32_t reserved;
  void (*add)(const saldo_host* host, saldo_str name,
              int64_t delta); /* a counter; at most 64 names */
} saldo_metrics_service;

/* For sources: hands over documents. One at a time: begin, write*, finish. */
#define SALDO_SERVICE_DOCUMENTS "saldo.documents/1"
typedef struct saldo_document {
  uint32_t struct_size;
  uint32_t reserved;
  saldo_str key;  /* the source's own name for it, given back to acknowledge; e.g. a file name */
  saldo_str name; /* shown to people */
  saldo_str media_type; /* empty when unknown */
} saldo_document;
typedef struct saldo_documents_service {
  uint32_t struct_size;
  uint32_t reserved;
  uint32_t (*begin)(const saldo_host* host, const saldo_document* document, saldo_error* error);
  uint32_t (*write)(const saldo_host* host, saldo_str bytes, saldo_error* error);
  /* Returns when the document is durable in the archive. */
  uint32_t (*finish)(const saldo_host* host, saldo_error* error);
} saldo_documents_service;

/* Files of the directories granted in the configuration. `root` is the name of the option that
 * holds the directory; names below it use '/' and never leave it, whatever links say. */
#define SALDO_SERVICE_FILES "saldo.files/1"
#define SALDO_FILE_NONE 0u
#define SALDO_FILE_REGULAR 1u
#define SALDO_FILE_DIRECTORY 2u
#define SALDO_FILE_OTHER 3u
typedef struct saldo_file_info {
  saldo_str name; /* relative to the root */
  uint64_t size;
  int64_t modified_ns;
  uint32_t kind;
  uint32_t readable; /* 0: permission is missing */
} saldo_file_info;
typedef struct saldo_files_service {
  uint32_t struct_size;
  uint32_t reserved;
  /* Calls each() for every entry of `directory` ("" is the root), not recursively. */
  uint32_t (*list)(const saldo_host* host, saldo_str root, saldo_str directory, void* context,
                   void (*each)(void* context, const saldo_file_info* info), saldo_error* error);
  uint32_t (*open)(const saldo_host* host, saldo_str root, saldo_str name, uint64_t* handle,
                   saldo_error* error);
  uint32_t (*read)(const saldo_host* host, uint64_t handle, char* buffer, uint64_t capacity,
                   uint64_t* got, saldo_error* error);
  void (*close)(const saldo_host* host, uint64_t handle);
  /* Renames within the root and makes the target's folders. An existing target is not replaced:
   * a number is put behind its name. */
  uint32_t (*move)(const saldo_host* host, saldo_str root, saldo_str name, saldo_str target,
                   saldo_error* error);
  /* Writes a file whole or not at all (temporary name, fsync, rename). */
  uint32_t (*write)(const saldo_host* host, saldo_str root, saldo_str name, saldo_str bytes,
                    saldo_error* error);
  /* Returns when something below the root changed (1), or after timeout_ms (0). */
  uint32_t (*wait)(const saldo_host* host, saldo_str root, uint64_t timeout_ms, uint32_t* changed,
                   saldo_error* error);
  /* One entry by its name, as list would give it; its kind is SALDO_FILE_NONE when it isn't there.
   * (Test with SALDO_HAS: the first hosts of ABI 0.1 lack it.) */
  uint32_t (*find)(const saldo_host* host, saldo_str root, saldo_str name, saldo_file_info* info,
                   saldo_error* error);
} saldo_files_service;

/* Requests to the servers granted in the configuration. `origin` is the name of the option that
 * holds the server's address; saldo adds who we are (user, password, token, certificate), so that a
 * plugin never sees a secret, and looks after TLS, proxies, time limits and repetitions. Over SFTP
 * and FTPS the methods are LIST (lines as of `ls -l`), GET, RENAME (the new name is the body),
 * DELETE and MKDIR; the status is what HTTP's would be, 409 for what can't be done. Over IMAP they
 * are LIST, GET, HEAD, MOVE and STORE of "/FOLDER;UIDVALIDITY=7;UID=12". One request at a time;
 * what a reply gives is good until the next one. */
#define SALDO_SERVICE_TRANSFER "saldo.transfer/1"
typedef struct saldo_transfer_request {
  uint32_t struct_size;
  uint32_t reserved;
  saldo_str origin;  /* the option's name */
  saldo_str method;  /* GET, POST, ... */
  saldo_str target;  /* path and query below the origin's address, percent-encoded */
  saldo_str headers; /* lines "Name: value", each ended by '\n' */
  saldo_str body;    /* at most 900 KiB */
} saldo_transfer_request;
typedef struct saldo_transfer_reply {
  uint32_t struct_size;
  uint32_t status;   /* of HTTP, e.g. 200, 404, 503 */
  saldo_str headers; /* lines "name: value", names in lower case, each ended by '\n' */
  uint64_t size;     /* of the body, all of which has arrived */
} saldo_transfer_reply;
typedef struct saldo_transfer_service {
  uint32_t struct_size;
  uint32_t reserved;
  /* OK whatever the server's status is. SALDO_E_RETRY when it can't be reached or the reply broke
   * off, SALDO_E_AUTH when TLS or a secret fails, SALDO_E_CONFIG for what isn't granted. */
  uint32_t (*request)(const saldo_host* host, const saldo_transfer_request* request,
                      saldo_transfer_reply* reply, saldo_error* error);
  /* Fills up to capacity bytes of the reply's body; *got is 0 at its end. */
  uint32_t (*read)(const saldo_host* host, char* buffer, uint64_t capacity, uint64_t* got,
                   saldo_error* error);
} saldo_transfer_service;

/* --- What a plugin offers ------------------------------------------------------------------ */
typedef struct saldo_instance saldo_instance;

/* Reads a document; handed to decode. */
typedef struct saldo_input saldo_input;
struct saldo_input {
  uint32_t struct_size;
  uint32_t reserved;
  saldo_str name;
  saldo_str media_type;
  uint64_t size;
  /* Fills up to capacity bytes; *got is 0 at the end. */
  uint32_t (*read)(const saldo_input* input, char* buffer, uint64_t capacity, uint64_t* got,
                   saldo_error* error);
};

#define SALDO_EXT_DECODER "saldo.decoder/1"
typedef struct saldo_decoder {
  uint32_t struct_size;
  uint32_t lenient; /* 1: understands the option "lenient" (print what doesn't foot) */
  /* How surely the first bytes (up to 4 KiB) are this format: 0 not mine, 95 and more: they have
   * the format's own mark, and decoders of other plugins needn't be asked. No side effects. */
  int32_t (*identify)(saldo_instance* instance, saldo_str head, saldo_str name);
  uint32_t (*decode)(saldo_instance* instance, const saldo_input* input, saldo_error* error);
} saldo_decoder;

#define SALDO_EXT_SOURCE "saldo.source/1"
#define SALDO_ACK_POSTED 1u      /* its effect is in the book (now, or since an earlier delivery) */
#define SALDO_ACK_QUARANTINED 2u /* refused; kept in the archive for replay */
typedef struct saldo_source {
  uint32_t struct_size;
  uint32_t reserved;
  /* Hands over what is new since the cursor (empty at first) and returns. */
  uint32_t (*pull)(saldo_instance* instance, saldo_str cursor, saldo_error* error);
  /* After saldo's commit: the source may move, mark or delete. Repeated calls are harmless. */
  uint32_t (*acknowledge)(saldo_instance* instance, saldo_str key, uint32_t outcome,
                          saldo_error* error);
  /* Returns with *changed = 1 as soon as a pull would find something, 0 after timeout_ms. */
  uint32_t (*wait)(saldo_instance* instance, uint64_t timeout_ms, uint32_t* changed,
                   saldo_error* error);
} saldo_source;

#define SALDO_EXT_SINK "saldo.sink/1"
typedef struct saldo_message {
  uint32_t struct_size;
  uint32_t reserved;
  saldo_str idempotency_key; /* the same key is delivered once */
  saldo_str name;
  saldo_str media_type;
  saldo_str body;
} saldo_message;
typedef struct saldo_receipt {
  uint32_t struct_size;
  uint32_t reserved;
  char id[128]; /* the receiver's name for the message; ends with 0 */
} saldo_receipt;
typedef struct saldo_sink {
  uint32_t struct_size;
  uint32_t reserved;
  uint32_t (*deliver)(saldo_instance* instance, const saldo_message* message,
                      saldo_receipt* receipt, saldo_error* error);
} saldo_sink;

/* Tests the configuration and what it points to, without side effects. */
#define SALDO_EXT_CHECK "saldo.check/1"
typedef struct saldo_check {
  uint32_t struct_size;
  uint32_t reserved;
  uint32_t (*check)(saldo_instance* instance, saldo_error* error);
} saldo_check;

/* Constant data, the same at each call of the entry. */
typedef struct saldo_plugin {
  uint32_t struct_size;
  uint32_t magic;
  uint16_t abi_major;
  uint16_t abi_minor;      /* what it was built with */
  uint16_t host_minor_min; /* what it can't do without */
  uint16_t reserved;
  saldo_str id; /* reverse domain name */
  saldo_str version;
  /* `component` is a name from the manifest: one of the plugin's decoders, sources or sinks. */
  uint32_t (*create)(const saldo_host* host, saldo_str component, saldo_instance** instance,
                     saldo_error* error);
  /* The table behind an extension id, or NULL. The same answer each time. */
  const void* (*extension)(saldo_instance* instance, saldo_str id);
  void (*destroy)(saldo_instance* instance); /* legal after any failed call */
} saldo_plugin;

/* The one symbol that a plugin exports. Nothing else of it runs before the version is checked. */
#define SALDO_PLUGIN_ENTRY "saldo_plugin_entry_v0"
typedef const saldo_plugin* (*saldo_plugin_entry)(void);

#ifdef __cplusplus
}
#endif

#endif
