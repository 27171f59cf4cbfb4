// Owns the one table of OpenSSL functions that the engine calls. They are those of the Node.js binary that
// loaded us, found by name when TLS is first wanted: a Node.js without them loses TLS, not the addon.
#pragma once

#if !__has_include(<openssl/ssl.h>)
#error \
    "openssl/ssl.h is missing: Node.js carries it in <prefix>/include/node, and node-gyp's headers have it too"
#endif

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <string>

// Functions only: what the headers make of macros ends in one of the `ctrl` functions.
#define NEXUS_OPENSSL_FUNCTIONS(X)         \
  X(ASN1_TIME_diff)                        \
  X(BIO_clear_flags)                       \
  X(BIO_free)                              \
  X(BIO_get_data)                          \
  X(BIO_meth_new)                          \
  X(BIO_meth_set_ctrl)                     \
  X(BIO_meth_set_read)                     \
  X(BIO_meth_set_write)                    \
  X(BIO_new)                               \
  X(BIO_new_mem_buf)                       \
  X(BIO_set_data)                          \
  X(BIO_set_flags)                         \
  X(BIO_set_init)                          \
  X(ERR_clear_error)                       \
  X(ERR_peek_error)                        \
  X(ERR_reason_error_string)               \
  X(EVP_DecryptInit_ex)                    \
  X(EVP_EncryptInit_ex)                    \
  X(EVP_MAC_CTX_set_params)                \
  X(EVP_PKEY_free)                         \
  X(EVP_aes_256_cbc)                       \
  X(OPENSSL_cleanse)                       \
  X(OPENSSL_init_ssl)                      \
  X(OPENSSL_sk_num)                        \
  X(OPENSSL_sk_value)                      \
  X(OSSL_PARAM_construct_end)              \
  X(OSSL_PARAM_construct_octet_string)     \
  X(OSSL_PARAM_construct_utf8_string)      \
  X(PEM_read_bio_PrivateKey)               \
  X(PEM_read_bio_X509)                     \
  X(RAND_bytes)                            \
  X(SSL_CTX_add_client_CA)                 \
  X(SSL_CTX_callback_ctrl)                 \
  X(SSL_CTX_check_private_key)             \
  X(SSL_CTX_ctrl)                          \
  X(SSL_CTX_free)                          \
  X(SSL_CTX_get_cert_store)                \
  X(SSL_CTX_get_ex_data)                   \
  X(SSL_CTX_new)                           \
  X(SSL_CTX_set_alpn_select_cb)            \
  X(SSL_CTX_set_cipher_list)               \
  X(SSL_CTX_set_ex_data)                   \
  X(SSL_CTX_set_options)                   \
  X(SSL_CTX_set_session_id_context)        \
  X(SSL_CTX_set_session_ticket_cb)         \
  X(SSL_CTX_set_timeout)                   \
  X(SSL_CTX_set_tlsext_ticket_key_evp_cb)  \
  X(SSL_CTX_set_verify)                    \
  X(SSL_CTX_set_verify_depth)              \
  X(SSL_CTX_use_PrivateKey)                \
  X(SSL_CTX_use_certificate)               \
  X(SSL_SESSION_get0_ticket_appdata)       \
  X(SSL_SESSION_set1_ticket_appdata)       \
  X(SSL_SESSION_set_timeout)               \
  X(SSL_do_handshake)                      \
  X(SSL_free)                              \
  X(SSL_get0_alpn_selected)                \
  X(SSL_get0_verified_chain)               \
  X(SSL_get1_peer_certificate)             \
  X(SSL_get_SSL_CTX)                       \
  X(SSL_get_error)                         \
  X(SSL_get_servername)                    \
  X(SSL_get_session)                       \
  X(SSL_get_version)                       \
  X(SSL_new)                               \
  X(SSL_read)                              \
  X(SSL_session_reused)                    \
  X(SSL_set_SSL_CTX)                       \
  X(SSL_set_accept_state)                  \
  X(SSL_set_bio)                           \
  X(SSL_shutdown)                          \
  X(SSL_version)                           \
  X(SSL_write)                             \
  X(TLS_server_method)                     \
  X(X509_STORE_add_cert)                   \
  X(X509_check_host)                       \
  X(X509_free)                             \
  X(X509_get0_notAfter)                    \
  X(i2d_X509)

namespace nexus::net::tls {

struct Openssl {
#define NEXUS_OPENSSL_MEMBER(name) decltype(&::name) name;
  NEXUS_OPENSSL_FUNCTIONS(NEXUS_OPENSSL_MEMBER)
#undef NEXUS_OPENSSL_MEMBER
};

// The table, or null with the reason. Looks once; only on the thread that opens TLS first.
const Openssl* openssl(std::string* why);

// What went wrong in the last call, and leaves the thread's error queue empty, as Node.js expects it.
std::string takeError(const Openssl& lib);

}  // namespace nexus::net::tls
