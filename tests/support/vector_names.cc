// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>

#include "support/tree_builder.h"

namespace netkeel {
namespace {

/// How a driver names its vectors: %i is the interface, %p the PCI address, %n the queue, %o the
/// queue from one on, %t twice the queue, %d the device's name.
struct Naming {
  std::string_view driver;
  std::string_view before;                ///< the vector before the queues', "" if none
  std::array<std::string_view, 3> queue;  ///< one run of vectors a pattern; "" for none
  std::string_view behind;                ///< the vector behind the queues', "" if none
};

constexpr std::array kNamings{
    Naming{"LiquidIO", "", {"LiquidIO0-pf0-rxtx-%n"}, "LiquidIO0-pf0-aux"},
    Naming{"LiquidIO_VF", "", {"LiquidIO0-vf1-rxtx-%n"}, ""},
    Naming{"S2IO", "%i:MSI-X-0-TX", {"%i:MSI-X-%o-RX"}, ""},
    Naming{"alx", "%i", {"%i-TxRx-%n"}, ""},
    Naming{"am65-cpsw-nuss", "", {"%d-tx%n", "%d-rx%n"}, ""},
    Naming{"amd-xgbe", "%i", {"%i-TxRx-%n"}, "%i-ecc"},
    Naming{"atlantic", "", {"%i"}, "%i"},
    Naming{"be2net", "", {"%i-q%n"}, ""},
    Naming{"bna", "bna", {"%i TXQ %n", "%i CQ %n"}, ""},
    Naming{"bnx2", "", {"%i-%n"}, "cnic"},
    Naming{"bnx2x", "%i", {"%i-fp-%n"}, ""},
    Naming{"bnxt_en", "", {"%i-TxRx-%n"}, "bnxt_re-nq-0@pci:%p"},
    Naming{"cxgb3", "%p", {"%i-%n"}, ""},
    Naming{"cxgb4", "%i", {"%i-Rx%n"}, "%i-FWeventq"},
    Naming{"cxgb4vf", "%p-FWeventq", {"%i-%n"}, ""},
    Naming{"ena", "ena-mgmnt@pci:%p", {"%i-Tx-Rx-%n"}, ""},
    Naming{"enic", "", {"%i-rx-%n", "%i-tx-%n"}, "%i-err"},
    Naming{"fbnic", "%p", {"%i-TxRx-%n"}, ""},
    Naming{"fm10k", "%i", {"%i-TxRx-%n"}, ""},
    Naming{"fsl-gianfar", "", {"%i_g%n_tx", "%i_g%n_rx", "%i_g%n_er"}, ""},
    Naming{"fsl_enetc", "", {"%i-rxtx%n"}, "%i-vfmsg"},
    Naming{"fsl_enetc_vf", "", {"%i-rxtx%n"}, ""},
    Naming{"funeth", "", {"%i-tx-%n", "%i-rx-%n"}, ""},
    Naming{"gve", "", {"gve-ntfy-blk%n@pci:%p"}, "gve-mgmnt@pci:%p"},
    Naming{"hinic", "hinic_aeq0@pci:%p", {"%i_rxq%n", "%i_txq%n"}, ""},
    Naming{"hinic3", "hinic3_ceq0@pci:%p", {"%i_qp%n"}, ""},
    Naming{"hns-nic", "", {"%i-tx%n", "%i-rx%n"}, ""},
    Naming{"hns3", "hclge-misc-%p", {"hns3-%p-TxRx-%t"}, "hns-%p-ceq-0"},
    Naming{"i40e", "i40e-%p:misc", {"i40e-%i-TxRx-%n"}, "i40e-%p:fdir-TxRx-0"},
    Naming{"iavf", "iavf-%p:mbx", {"iavf-%i-TxRx-%n"}, ""},
    Naming{"ibmvnic", "ibmvnic-%d", {"ibmvnic-%d-tx%n", "ibmvnic-%d-rx%n"}, ""},
    Naming{"ice", "ice-%p:misc", {"ice-%i-TxRx-%n"}, "irdma-%p-CEQ-0"},
    Naming{"idpf", "idpf-Mailbox-0", {"idpf-%i-TxRx-%o"}, ""},
    Naming{"igc", "%i", {"%i-TxRx-%n"}, ""},
    Naming{"ionic", "ionic-%p-L0-adminq0", {"ionic-%i-L0-rx%n"}, ""},
    Naming{"ixgbe", "", {"%i-TxRx-%n"}, "%i"},
    Naming{"ixgbevf", "", {"%i-TxRx-%n"}, "%i"},
    Naming{"lan743x", "lan743x", {"lan743x", "lan743x"}, ""},
    Naming{"macb", "", {"%i"}, ""},
    Naming{"mana", "mana_hwc@pci:%p", {"mana_q%n@pci:%p"}, ""},
    Naming{"mlx4_core", "mlx4-async@pci:%p", {"mlx4-%n@%p"}, ""},
    Naming{"mlx5_core", "mlx5_async0@pci:%p", {"mlx5_comp%n@pci:%p"}, ""},
    Naming{"myri10ge", "", {"%i:slice-%n"}, ""},
    Naming{"netxen_nic", "", {"%i[%n]"}, ""},
    Naming{"nfp", "%i-lsc", {"%i-rxtx-%n"}, ""},
    Naming{"nfp_netvf", "%i-exn", {"%i-rxtx-%n"}, ""},
    Naming{"ngbe", "", {"%i-TxRx-%n"}, "%i"},
    Naming{"nicvf", "", {"%i-rxtx-%n"}, "NICVF Mbox"},
    Naming{"niu", "%i:MAC", {"%i-rx-%n", "%i-tx-%n"}, ""},
    Naming{"octeon_ep", "%i-epf_ire_rint", {"%i-q%n"}, ""},
    Naming{"octeon_ep_vf", "", {"%i-q%n"}, ""},
    Naming{"qede", "sp-0-03:00.00", {"%i-fp-%n"}, ""},
    Naming{"qlcnic", "", {"%i-rx-%n"}, "qlcnic-MB"},
    Naming{"ravb", "%i:ch24:emac", {"%i:ch%n:rx_be"}, "%i:err_a"},
    Naming{"rtase", "", {"%i_int%n"}, ""},
    Naming{"rvu_nicpf", "RVUPFAF Mbox", {"%i-rxtx-%n"}, "%i-qerr"},
    Naming{"rvu_nicvf", "RVUVFAF Mbox", {"%i-rxtx-%n"}, "%i-qerr"},
    Naming{"sfc", "", {"%i-%n", "%i-xdp-%n"}, "%i-ptp"},
    Naming{"sfc_falcon", "", {"%i-%n"}, ""},
    Naming{"sfc_siena", "", {"%i-%n"}, "%i-iov"},
    Naming{"stmmac", "%i:mac", {"%i:rx-%n", "%i:tx-%n"}, ""},
    Naming{"tg3", "%i-0", {"%i-rx-%o"}, ""},
    Naming{"tsnep", "%i-mac", {"%i-txrx-%n"}, ""},
    Naming{"txgbe", "", {"%i-TxRx-%n"}, "%i"},
    Naming{"vif", "", {"%i-q%n-tx", "%i-q%n-rx"}, ""},
    Naming{"virtio_net", "virtio0-config", {"virtio0-input.%n", "virtio0-output.%n"}, ""},
    Naming{"vmxnet3", "", {"%i-rxtx-%n"}, "%i-event-4"},
    Naming{"xgene-enet", "", {"%i-rx-%n", "%i-txc-%n"}, ""},
};

uint64_t Field(const EthtoolFields& fields, const std::string& word) {
  const auto field = fields.find(word);
  return field == fields.end() ? 0 : std::get<uint64_t>(field->second);
}

void Replace(std::string& text, std::string_view what, const std::string& with) {
  const size_t at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
}

Naming NamingOf(const std::string& driver, const EthtoolFields& channels) {
  if (driver == "igb") {
    const bool pairs = Field(channels, "combined") > Field(channels, "combined-max") / 2;
    if (pairs) return {"igb", "%i", {"%i-TxRx-%n"}, ""};
    return {"igb", "%i", {"%i-rx-%n", "%i-tx-%n"}, ""};
  }
  for (const Naming& naming : kNamings) {
    if (naming.driver == driver) return naming;
  }
  return {};
}

}  // namespace

std::vector<std::string> DriversWithVectorNames() {
  std::vector<std::string> drivers{"igb"};
  for (const Naming& naming : kNamings) drivers.emplace_back(naming.driver);
  return drivers;
}

std::vector<std::string> VectorNames(const std::string& interface, const std::string& driver,
                                     const std::string& pci, const EthtoolFields& channels) {
  const uint64_t queues =
      std::max({Field(channels, "combined"), Field(channels, "rx"), Field(channels, "tx")});
  const Naming naming = NamingOf(driver, channels);
  std::vector<std::string> names;
  const bool is_virtio = driver == "virtio_net";
  const auto add = [&](std::string_view pattern, uint64_t queue) {
    if (pattern.empty()) return;
    std::string name(pattern);
    Replace(name, "%i", interface);
    Replace(name, "%p", pci);
    Replace(name, "%d", is_virtio ? "virtio0" : pci);
    Replace(name, "%n", std::to_string(queue));
    Replace(name, "%o", std::to_string(queue + 1));
    Replace(name, "%t", std::to_string(2 * queue));
    names.push_back(name);
  };
  add(naming.before, 0);
  for (const std::string_view pattern : naming.queue) {
    for (uint64_t queue = 0; queue < queues; ++queue) add(pattern, queue);
  }
  add(naming.behind, 0);
  return names;
}

}  // namespace netkeel
