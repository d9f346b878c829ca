// SPDX-License-Identifier: Apache-2.0
#include "host/irq_name_rows.h"

#include <array>

namespace netkeel {
namespace {

using enum VectorKind;

// Sources are below drivers/net/ethernet where no other folder is named.
constexpr std::array kDriverRows{
    // amazon/ena/ena_netdev.c
    NameRow{"ena", "ena-mgmnt@pci:{pci}", "mgmnt", kOther},
    // amd/xgbe/xgbe-drv.c
    NameRow{"amd-xgbe", "{if}-ecc", "ecc", kOther},
    NameRow{"amd-xgbe", "{if}-i2c", "i2c", kOther},
    NameRow{"amd-xgbe", "{if}-pcs", "pcs", kOther},
    // apm/xgene/xgene_enet_main.c
    NameRow{"xgene-enet", "{if}-rx-txc", "rx-txc", kQueue},
    NameRow{"xgene-enet", "{if}-txc-{n}", "txc-{n}", kQueue},
    // broadcom/bnx2.c, broadcom/cnic.c
    NameRow{"bnx2", "{if}-{n}", "q{n}", kQueue},
    NameRow{"bnx2", "cnic", "cnic", kForeign},
    NameRow{"bnx2x", "cnic", "cnic", kForeign},
    // broadcom/bnxt/bnxt.c: transmit vectors are numbered on behind the receive ones
    NameRow{"bnxt_en", "{if}-rx-{n}", "rx-{n}", kCounted},
    NameRow{"bnxt_en", "{if}-tx-{n}", "tx-{n}", kCounted},
    // broadcom/tg3.c: vector 0 is for the link, and transmits where one queue does
    NameRow{"tg3", "{if}-txrx-{n}", "txrx-{n}", kFromOne},
    NameRow{"tg3", "{if}-rx-{n}", "rx-{n}", kFromOne},
    NameRow{"tg3", "{if}-tx-{n}", "tx-{n}", kFromOne},
    NameRow{"tg3", "{if}-{n}", "other", kOther},
    // brocade/bna/bnad.c
    NameRow{"bna", "{if} CQ {n}", "CQ-{n}", kQueue},
    NameRow{"bna", "{if} TXQ {n}", "TXQ-{n}", kQueue},
    NameRow{"bna", "bna", "mailbox", kOther},
    // cavium/liquidio/lio_core.c
    NameRow{"LiquidIO", "LiquidIO{any}-rxtx-{n}", "rxtx-{n}", kQueue},
    NameRow{"LiquidIO", "LiquidIO{any}-aux", "aux", kOther},
    NameRow{"LiquidIO_VF", "LiquidIO{any}-rxtx-{n}", "rxtx-{n}", kQueue},
    // cavium/thunder/nicvf_main.c
    NameRow{"nicvf", "{if}-sq-{n}", "sq-{n}", kQueue},
    NameRow{"nicvf", "{if}-rbdr-{n}", "rbdr", kOther},
    NameRow{"nicvf", "{if}-qset-err-{n}", "qset-err", kOther},
    NameRow{"nicvf", "NICVF Mbox", "mailbox", kOther},
    // chelsio/cxgb3/cxgb3_main.c: one count over the ports of a card
    NameRow{"cxgb3", "{if}-{n}", "q{n}", kCounted},
    NameRow{"cxgb3", "{pci}", "async", kOther},
    // chelsio/cxgb4: cxgb4_main.c, cxgb4_uld.c, cxgb4_tc_mqprio.c
    NameRow{"cxgb4", "{if}-Rx{n}", "Rx{n}", kQueue},
    NameRow{"cxgb4", "{if}-FWeventq", "FWeventq", kOther},
    NameRow{"cxgb4", "{if}-{any}", "upper", kForeign},
    // chelsio/cxgb4vf/cxgb4vf_main.c
    NameRow{"cxgb4vf", "{if}-{n}", "q{n}", kQueue},
    NameRow{"cxgb4vf", "{pci}-FWeventq", "FWeventq", kOther},
    // cisco/enic/enic_main.c
    NameRow{"enic", "{if}-err", "err", kOther},
    NameRow{"enic", "{if}-notify", "notify", kOther},
    // engleder/tsnep_main.c: the first vector serves the link and queue 0
    NameRow{"tsnep", "{if}-mac", "mac", kQueue},
    // freescale: dpaa2/dpaa2-eth.c (its queues interrupt at the portals), fec_main.c, gianfar.c
    NameRow{"fsl_dpaa2_eth", "{dev}", "other", kOther},
    NameRow{"fec", "{dev}", "line", kWhole},
    NameRow{"fsl-gianfar", "{if}_g{n}_rx", "rx-{n}", kQueue},
    NameRow{"fsl-gianfar", "{if}_g{n}_tx", "tx-{n}", kQueue},
    NameRow{"fsl-gianfar", "{if}_g{n}_er", "error", kOther},
    // freescale/enetc: enetc.c, enetc_msg.c
    NameRow{"fsl_enetc", "{if}-rxtx{n}", "rxtx{n}", kQueue},
    NameRow{"fsl_enetc", "{if}-vfmsg", "vfmsg", kOther},
    NameRow{"fsl_enetc_vf", "{if}-rxtx{n}", "rxtx{n}", kQueue},
    // fungible/funcore/fun_queue.c
    NameRow{"funeth", "{pci}-adminq", "adminq", kOther},
    NameRow{"funeth", "{pci}-q[{n}]", "q[{n}]", kOther},
    // google/gve/gve_main.c, and before Linux 6.3
    NameRow{"gve", "gve-ntfy-blk{n}@pci:{pci}", "ntfy-blk{n}", kQueue},
    NameRow{"gve", "{if}-ntfy-block.{n}", "ntfy-block.{n}", kQueue},
    NameRow{"gve", "gve-mgmnt@pci:{pci}", "mgmnt", kOther},
    NameRow{"gve", "{if}-mgmnt", "mgmnt", kOther},
    // hisilicon/hns/hns_enet.c
    NameRow{"hns-nic", "{if}-rx{n}", "rx{n}", kQueue},
    NameRow{"hns-nic", "{if}-tx{n}", "tx{n}", kQueue},
    // hisilicon/hns3: hns3_enet.c (counts by two), hns3pf/hclge_main.c, hns3vf/hclgevf_main.c
    NameRow{"hns3", "hns3-{pci}-TxRx-{n}", "TxRx-{n}", kCounted},
    NameRow{"hns3", "hns3-{pci}-Rx-{n}", "Rx-{n}", kCounted},
    NameRow{"hns3", "hns3-{pci}-Tx-{n}", "Tx-{n}", kCounted},
    NameRow{"hns3", "{if}-TxRx-{n}", "TxRx-{n}", kCounted},  // before Linux 5.8
    NameRow{"hns3", "hclge-misc-{pci}", "misc", kOther},
    NameRow{"hns3", "hclgevf-misc-{pci}", "misc", kOther},
    NameRow{"hns3", "hns-{any}", "roce", kForeign},
    // huawei/hinic: hinic_rx.c, hinic_tx.c, hinic_hw_eqs.c; hinic3/hinic3_irq.c (Linux 6.16)
    NameRow{"hinic", "{if}_rxq{n}", "rxq{n}", kQueue},
    NameRow{"hinic", "{if}_txq{n}", "txq{n}", kQueue},
    NameRow{"hinic", "hinic_aeq{n}@pci:{pci}", "aeq{n}", kOther},
    NameRow{"hinic", "hinic_ceq{n}@pci:{pci}", "ceq{n}", kOther},
    NameRow{"hinic3", "{if}_qp{n}", "qp{n}", kQueue},
    NameRow{"hinic3", "hinic3_aeq{n}@pci:{pci}", "aeq{n}", kOther},
    NameRow{"hinic3", "hinic3_ceq{n}@pci:{pci}", "ceq{n}", kOther},
    // ibm: ehea/ehea_main.c, ibmvnic.c
    NameRow{"ehea", "{if}-queue{n}", "queue{n}", kQueue},
    NameRow{"ehea", "{if}-aff", "aff", kOther},
    NameRow{"ibmvnic", "ibmvnic-{dev}-rx{n}", "rx{n}", kQueue},
    NameRow{"ibmvnic", "ibmvnic-{dev}-tx{n}", "tx{n}", kQueue},
    NameRow{"ibmvnic", "ibmvnic-{dev}", "crq", kOther},
    // intel/i40e/i40e_main.c
    NameRow{"i40e", "i40e-{pci}:fdir-TxRx-{n}", "fdir", kOther},
    NameRow{"i40e", "i40e-{pci}:misc", "other", kOther},
    NameRow{"i40e", "i40e-{if}-TxRx-{n}", "TxRx-{n}", kQueue},
    NameRow{"i40e", "i40e-{if}-rx-{n}", "rx-{n}", kQueue},
    NameRow{"i40e", "i40e-{if}-tx-{n}", "tx-{n}", kQueue},
    // intel/iavf/iavf_main.c
    NameRow{"iavf", "iavf-{pci}:mbx", "mbx", kOther},
    NameRow{"iavf", "iavf-{if}-TxRx-{n}", "TxRx-{n}", kQueue},
    NameRow{"iavf", "iavf-{if}-rx-{n}", "rx-{n}", kQueue},
    NameRow{"iavf", "iavf-{if}-tx-{n}", "tx-{n}", kQueue},
    // intel/ice/ice_main.c
    NameRow{"ice", "ice-{pci}:ctrl-TxRx-{n}", "ctrl", kOther},
    NameRow{"ice", "ice-{pci}:misc", "other", kOther},
    NameRow{"ice", "ice-{pci}:ll_ts", "ll_ts", kOther},
    NameRow{"ice", "ice-{if}-TxRx-{n}", "TxRx-{n}", kQueue},
    NameRow{"ice", "ice-{if}-rx-{n}", "rx-{n}", kQueue},
    NameRow{"ice", "ice-{if}-tx-{n}", "tx-{n}", kQueue},
    // intel/idpf: idpf_txrx.c, idpf_lib.c; some versions count from 0, some from 1
    NameRow{"idpf", "idpf-{if}-TxRx-{n}", "TxRx-{n}", kCounted},
    NameRow{"idpf", "idpf-{if}-Rx-{n}", "Rx-{n}", kCounted},
    NameRow{"idpf", "idpf-{if}-Tx-{n}", "Tx-{n}", kCounted},
    NameRow{"idpf", "idpf-Mailbox-{n}", "Mailbox", kOther},
    // marvell: octeontx2/nic/otx2_pf.c, otx2_vf.c; octeon_ep/octep_main.c
    NameRow{"rvu_nicpf", "{if}-qerr", "qerr", kOther},
    NameRow{"rvu_nicpf", "RVUPF{any}", "mailbox", kOther},
    NameRow{"rvu_nicvf", "{if}-qerr", "qerr", kOther},
    NameRow{"rvu_nicvf", "RVUVF{any}", "mailbox", kOther},
    NameRow{"octeon_ep", "{if}-epf_{any}", "epf", kOther},
    // mediatek/mtk_eth_soc.c
    NameRow{"mtk_soc_eth", "{dev}", "line", kWhole},
    // mellanox/mlx4/eq.c: event queue 0 is the async one; before Linux 4.2 en_cq.c named them
    NameRow{"mlx4_core", "mlx4-async@pci:{pci}", "async", kOther},
    NameRow{"mlx4_core", "mlx4-{n}@{pci}", "mlx4-{n}", kCounted},
    NameRow{"mlx4_core", "mlx4-comp-{n}@pci:{pci}", "comp-{n}", kQueue},
    NameRow{"mlx4_core", "mlx4_core@pci:{pci}", "line", kWhole},
    NameRow{"mlx4_core", "mlx4-ib-{any}", "ib", kForeign},
    NameRow{"mlx4_core", "{if}-{n}", "mlx4-{n}", kCounted},
    // mellanox/mlx5/core/pci_irq.c; sf: of a subfunction, another device
    NameRow{"mlx5_core", "mlx5_comp{n}@pci:{pci}", "comp{n}", kQueue},
    NameRow{"mlx5_core", "mlx5_combined{n}@pci:{pci}", "combined{n}", kWhole},
    NameRow{"mlx5_core", "mlx5_sf_{any}@pci:{pci}", "sf", kForeign},
    NameRow{"mlx5_core", "mlx5_async{n}@pci:{pci}", "async", kOther},
    NameRow{"mlx5_core", "mlx5_async_eq@pci:{pci}", "async", kOther},
    NameRow{"mlx5_core", "mlx5_cmd_eq@pci:{pci}", "cmd", kOther},
    NameRow{"mlx5_core", "mlx5_pages_eq@pci:{pci}", "pages", kOther},
    NameRow{"mlx5_core", "{if}-{n}", "comp{n}", kQueue},
    // meta/fbnic: fbnic_txrx.c, fbnic_irq.c
    NameRow{"fbnic", "{if}-TxRx-{n}", "TxRx-{n}", kCounted},
    NameRow{"fbnic", "{if}-Tx-{n}", "Tx-{n}", kCounted},
    NameRow{"fbnic", "{pci}", "mailbox", kOther},
    // microchip/lan743x_main.c
    NameRow{"lan743x", "lan743x", "other", kBare},
    // microsoft/mana/gdma_main.c
    NameRow{"mana", "mana_q{n}@pci:{pci}", "q{n}", kQueue},
    NameRow{"mana", "mana_hwc@pci:{pci}", "hwc", kOther},
    // myricom/myri10ge/myri10ge.c
    NameRow{"myri10ge", "{if}:slice-{n}", "slice-{n}", kQueue},
    // neterion/s2io.c
    NameRow{"S2IO", "{if}:MSI-X-{n}-RX", "rx-{n}", kCounted},
    NameRow{"S2IO", "{if}:MSI-X-{n}-TX", "other", kOther},
    NameRow{"S2IO", "{if} Neterion {any}", "line", kWhole},
    // netronome/nfp/nfp_net_common.c; ctrl: a firmware's control channel
    NameRow{"nfp", "ctrl-{any}", "ctrl", kForeign},
    NameRow{"nfp", "{if}-lsc", "lsc", kOther},
    NameRow{"nfp", "{if}-exn", "exn", kOther},
    NameRow{"nfp_netvf", "{if}-lsc", "lsc", kOther},
    NameRow{"nfp_netvf", "{if}-exn", "exn", kOther},
    // nvidia/forcedeth.c
    NameRow{"forcedeth", "{if}-rx", "rx", kQueue},
    NameRow{"forcedeth", "{if}-tx", "tx", kQueue},
    NameRow{"forcedeth", "{if}-other", "other", kOther},
    // pensando/ionic: ionic_lif.c, ionic_dev.c
    NameRow{"ionic", "ionic-{if}-L{any}-rx{n}", "rx{n}", kQueue},
    NameRow{"ionic", "ionic-{if}-L{any}-tx{n}", "tx{n}", kQueue},
    NameRow{"ionic", "ionic-{any}-L{any}-adminq{n}", "adminq", kOther},
    NameRow{"ionic", "ionic-{any}-L{any}-notifyq{n}", "notifyq", kOther},
    // qlogic/netxen/netxen_nic_main.c
    NameRow{"netxen_nic", "{if}[{n}]", "sds-{n}", kQueue},
    // qlogic/qlcnic: qlcnic_main.c, qlcnic_83xx_hw.c
    NameRow{"qlcnic", "{if}-tx-0-rx-{n}", "rx-{n}", kQueue},
    NameRow{"qlcnic", "qlcnic-MB", "mailbox", kOther},
    NameRow{"qlcnic", "qlcnic", "other", kBare},
    // qlogic/qed/qed_main.c
    NameRow{"qede", "sp-{any}", "slowpath", kOther},
    // realtek/rtase/rtase_main.c: the first vector serves the link and queue 0
    NameRow{"rtase", "{if}_int{n}", "int{n}", kQueue},
    NameRow{"rtase", "{if}", "int0", kQueue},
    // renesas: ravb_main.c, rtsn.c
    NameRow{"ravb", "{if}:ch{n}:rx_{any}", "rx-{n}", kCounted},
    NameRow{"ravb", "{if}:ch{n}:tx_{any}", "tx-{n}", kCounted},
    NameRow{"ravb", "{if}:ch{any}", "other", kOther},
    NameRow{"ravb", "{if}:err_a", "error", kOther},
    NameRow{"ravb", "{if}:mgmt_a", "mgmt", kOther},
    NameRow{"rtsn", "{if}:rx", "rx", kQueue},
    NameRow{"rtsn", "{if}:tx", "tx", kQueue},
    // sfc: efx_channels.c, ptp.c, tc_counters.c; falcon/efx.c; siena/efx_channels.c, siena_sriov.c
    NameRow{"sfc", "{if}-xdp-{n}", "xdp-{n}", kQueue},
    NameRow{"sfc", "{if}-{n}", "q{n}", kQueue},
    NameRow{"sfc", "{if}-ptp", "ptp", kOther},
    NameRow{"sfc", "{if}-mae", "mae", kOther},
    NameRow{"sfc_siena", "{if}-xdp-{n}", "xdp-{n}", kQueue},
    NameRow{"sfc_siena", "{if}-{n}", "q{n}", kQueue},
    NameRow{"sfc_siena", "{if}-ptp", "ptp", kOther},
    NameRow{"sfc_siena", "{if}-iov", "iov", kOther},
    NameRow{"sfc_falcon", "{if}-{n}", "q{n}", kQueue},
    // sun/niu.c
    NameRow{"niu", "{if}:MAC", "mac", kOther},
    NameRow{"niu", "{if}:MIF", "mif", kOther},
    NameRow{"niu", "{if}:SYSERR", "syserr", kOther},
    // ti: am65-cpsw-nuss.c, cpsw.c, cpsw_new.c, icssg/icssg_prueth.c, icssg/icssg_common.c
    NameRow{"am65-cpsw-nuss", "{dev}-rx{n}", "rx{n}", kQueue},
    NameRow{"am65-cpsw-nuss", "{dev}-tx{n}", "tx{n}", kQueue},
    NameRow{"cpsw", "{dev}", "line", kWhole},
    NameRow{"cpsw-switch", "{dev}", "line", kWhole},
    NameRow{"icssg-prueth", "{dev}-tx{n}", "tx{n}", kQueue},
    NameRow{"icssg-prueth", "{dev}", "line", kWhole},
    // wangxun: ngbe/ngbe_main.c, txgbe/txgbe_irq.c
    NameRow{"ngbe", "{if}-TxRx-{n}", "TxRx-{n}", kCounted},
    NameRow{"txgbe", "{if}-TxRx-{n}", "TxRx-{n}", kCounted},
    // drivers/virtio: virtio_pci_common.c, virtio_mmio.c (one line)
    NameRow{"virtio_net", "{dev}-input.{n}", "input.{n}", kQueue},
    NameRow{"virtio_net", "{dev}-output.{n}", "output.{n}", kQueue},
    NameRow{"virtio_net", "{dev}-virtqueues", "virtqueues", kWhole},
    NameRow{"virtio_net", "{dev}-config", "config", kOther},
    NameRow{"virtio_net", "{dev}-control", "control", kOther},
    NameRow{"virtio_net", "{dev}-avq.{n}", "avq", kOther},
    NameRow{"virtio_net", "{dev}", "virtqueues", kWhole},
    // drivers/net/vmxnet3/vmxnet3_drv.c: one count over all vectors
    NameRow{"vmxnet3", "{if}-rxtx-{n}", "rxtx-{n}", kCounted},
    NameRow{"vmxnet3", "{if}-rx-{n}", "rx-{n}", kCounted},
    NameRow{"vmxnet3", "{if}-tx-{n}", "tx-{n}", kCounted},
    NameRow{"vmxnet3", "{if}-event-{n}", "event", kOther},
    // drivers/net/xen-netfront.c, and before Linux 4.20
    NameRow{"vif", "vif{devid}-q{n}-rx", "q{n}-rx", kQueue},
    NameRow{"vif", "vif{devid}-q{n}-tx", "q{n}-tx", kQueue},
    NameRow{"vif", "{if}-q{n}-rx", "q{n}-rx", kQueue},
    NameRow{"vif", "{if}-q{n}-tx", "q{n}-tx", kQueue},
};

constexpr std::array kCommonRows{
    // ixgbe, ixgbevf, igb, igc, fm10k, bnxt_en, alx, amd-xgbe, dwc-xlgmac
    NameRow{"", "{if}-TxRx-{n}", "TxRx-{n}", kQueue},
    // ena
    NameRow{"", "{if}-Tx-Rx-{n}", "Tx-Rx-{n}", kQueue},
    // nfp, nfp_netvf, nicvf, rvu_nicpf, rvu_nicvf
    NameRow{"", "{if}-rxtx-{n}", "rxtx-{n}", kQueue},
    // tsnep
    NameRow{"", "{if}-txrx-{n}", "txrx-{n}", kQueue},
    // igb, igc, ixgbe, e1000e, igbvf, enic, funeth, niu, qlcnic, sfc, alx, xgene-enet
    NameRow{"", "{if}-rx-{n}", "rx-{n}", kQueue},
    NameRow{"", "{if}-tx-{n}", "tx-{n}", kQueue},
    // bnx2x, qede
    NameRow{"", "{if}-fp-{n}", "fp-{n}", kQueue},
    // be2net, octeon_ep, octeon_ep_vf
    NameRow{"", "{if}-q{n}", "q{n}", kQueue},
    // stmmac: stmmac_main.c; its drivers' names are those of the chips
    NameRow{"", "{if}:rx-{n}", "rx-{n}", kQueue},
    NameRow{"", "{if}:tx-{n}", "tx-{n}", kQueue},
    NameRow{"", "{if}:mac", "mac", kOther},
    NameRow{"", "{if}:wol", "wol", kOther},
    NameRow{"", "{if}:lpi", "lpi", kOther},
    NameRow{"", "{if}:safety", "safety", kOther},
    NameRow{"", "{if}:safety-ce", "safety-ce", kOther},
    NameRow{"", "{if}:safety-ue", "safety-ue", kOther},
    // igb, igc, alx
    NameRow{"", "{if}-unused", "unused", kOther},
    NameRow{"", "{if}", "other", kBare},
    // drivers/infiniband/hw: irdma, i40iw, bnxt_re, qedr on the function of a network card
    NameRow{"", "irdma-{any}", "irdma", kForeign},
    NameRow{"", "i40iw-{any}", "i40iw", kForeign},
    NameRow{"", "AEQCEQ", "AEQCEQ", kForeign},
    NameRow{"", "CEQ", "CEQ", kForeign},
    NameRow{"", "bnxt_re-{any}", "bnxt_re", kForeign},
    NameRow{"", "bnxt_qplib_{any}", "bnxt_re", kForeign},
    NameRow{"", "qedr{any}", "qedr", kForeign},
};

}  // namespace

std::span<const NameRow> DriverNameRows() { return kDriverRows; }
std::span<const NameRow> CommonNameRows() { return kCommonRows; }

}  // namespace netkeel
