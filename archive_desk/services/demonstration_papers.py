"""The demonstration's documents as they were scanned, so that they are read beside the footage."""

import tempfile
from pathlib import Path

from archive_desk.domain.ids import DocumentId
from archive_desk.domain.people import Person
from archive_desk.media.sample_papers import write_scan
from archive_desk.paths import resources
from archive_desk.services.desk import Desk
from archive_desk.services.scans import Scans

_STAMP = "演示专用章"

SCHOOL_REPORT = (
    "检查时间：9时15分至9时17分",
    "检查地点：学府路9号二层 启明星课外辅导中心",
    "检查人：林知远（012345）  周明朗（012346）",
    "记录人：周明朗",
    "检查人已向现场负责人出示执法证件，说明来意，",
    "并告知检查全过程录音录像。",
    "现场情况：该处一层为接待区，二层设教室三间，",
    "门头悬挂“启明星课外辅导中心”招牌。",
    "检查时二层教室内有学员在上数学课。",
    "墙上张贴课程表和收费标准，未见办学许可证。",
    "负责人称已提交办学申请，尚未取得许可。",
    "检查人对门头、教室、在册学员名单拍照取证。",
    "现场负责人对以上记录无异议。",
    "以上笔录已交现场负责人阅看，与实际情况相符。",
    "现场负责人（签名）：",
    "检查人（签名）：林知远  周明朗",
)
INTERVIEW = (
    "询问时间：14时00分至14时04分",
    "询问地点：青禾区教育局询问室",
    "询问人：林知远（012345）  记录人：周明朗（012346）",
    "问：我们是青禾区教育局的执法人员，这是我们的",
    "执法证件，本次询问全程录音录像，你是否清楚？",
    "答：清楚。",
    "问：你有权申请回避，是否申请？",
    "答：不申请。",
    "问：中心何时开始招生？现有学员多少人？",
    "答：今年三月开始，现在有三十二人。",
    "问：是否取得办学许可？",
    "答：材料已经交了，证还没有下来。",
    "以上笔录我看过，与我说的相符。",
)
KITCHEN_REPORT = (
    "检查时间：10时10分至10时30分",
    "检查地点：青禾实验学校食堂",
    "检查人：沈一禾（012352）  许清和（012353）",
    "检查人已出示执法证件，并告知全程录音录像。",
    "现场情况：后厨分区清楚，从业人员穿戴整洁；",
    "留样柜温度记录齐全，食品添加剂专柜存放。",
    "发现一处灭火毯缺失，已当场要求补齐。",
    "以上笔录已交学校负责人阅看，无异议。",
)


def scan_document(
    desk: Desk,
    clerk: Person,
    no: str,
    document_id: DocumentId,
    title: str,
    lines: tuple[str, ...],
) -> None:
    """Put the scan of a document into a case file."""
    with tempfile.TemporaryDirectory(prefix="archive-desk-demo-") as folder:
        path = Path(folder) / f"{title}.pdf"
        write_scan(path, title, lines, resources() / "fonts" / "NotoSansSC-Regular.ttf", _STAMP)
        Scans(desk).add(clerk, no, document_id, [path])
