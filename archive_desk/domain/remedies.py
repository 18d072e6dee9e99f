"""What a clerk calls the results of a check, and what is to be done about each."""

from archive_desk.domain.other_files import path_of
from archive_desk.domain.sentences import Sentence, say

_TITLES = {
    "altered": "已改动",
    "missing": "缺失",
    "moved": "位置变动",
    "exchanged": "位置互换",
    "unreachable": "读不到",
    "unrecorded": "来历不明",
    "mirror_altered": "镜像已改动",
    "mirror_missing": "镜像缺失",
    "mirror_unreachable": "镜像读不到",
    "disagreement": "两份都不符",
    "nothing_checked": "没有可核对的",
    "full": "空间不足",
}
_REMEDIES = {
    "altered": "用镜像修复；没有镜像的，用读检过的光盘恢复，并查明谁改动过。",
    "missing": "用镜像修复；没有镜像的，用读检过的光盘恢复，或重新采集存储卡。",
    "moved": "放回原处，并查明是谁移动的。",
    "exchanged": "换回原处，并查明是谁动过。",
    "unreachable": "检查磁盘或共享是否连接、有无坏道，然后重新核对。",
    "unrecorded": "查明来历；不是档案的移走，是遗漏的重新采集。",
    "mirror_altered": "用原件修复镜像，并检查镜像磁盘。",
    "mirror_missing": "用原件修复镜像，并检查镜像磁盘。",
    "mirror_unreachable": "检查镜像磁盘，必要时更换。",
    "disagreement": "不要覆盖任何一份；用读检过的光盘恢复，并保留两份备查。",
    "full": "腾出空间或更换更大的磁盘。",
}
_MENDABLE = frozenset({"altered", "missing", "mirror_altered", "mirror_missing"})


def result_title(code: str) -> Sentence:
    """What a finding of a check is called."""
    return say(_TITLES.get(code, "损坏"))


def remedy(code: str, item: str) -> Sentence:
    """What is to be done about a finding."""
    if item.startswith("journal:"):
        return say("立即停用并报告，用备份和打印件上的日志校验值核查。")
    if item == "database":
        return say("停止使用，用最近一次备份恢复。")
    if rewritable(code, item):
        return say("原件不受影响；修复时先核对原件，再按登记重写清单。")
    if path_of(item):
        return _beside(code, item)
    if item == "backup":
        return say("检查磁盘空间和连接，然后再备份一次。")
    if item.startswith("disc:"):
        return say("重新制作光盘映像。")
    return say(_REMEDIES.get(code, "请系统管理员检查。"))


def _beside(code: str, item: str) -> Sentence:
    """What is to be done about a file beside the originals."""
    if item.startswith("attachment:") and code in {"altered", "missing"}:
        return say("用镜像修复；没有镜像的，重新添加这个扫描件或附件，并查明谁改动过。")
    if code in {"altered", "missing"}:
        return say("用镜像修复；没有镜像的，从别处的副本恢复，并查明谁改动过。")
    if code in {"mirror_altered", "mirror_missing"}:
        return say("用档案库里的一份修复镜像，并检查镜像磁盘。")
    return say(_REMEDIES.get(code, "请系统管理员检查。"))


def rewritable(code: str, item: str) -> bool:
    """Whether it is a list of a batch, which the register can write anew."""
    return item.startswith("batch:") and code in {"altered", "missing"}


def mendable(code: str, item: str) -> bool:
    """Whether a mirror can set it right."""
    return code in _MENDABLE and (item.startswith("footage:") or bool(path_of(item)))
